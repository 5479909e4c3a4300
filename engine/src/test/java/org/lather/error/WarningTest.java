package org.lather.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.lather.training.SmallTraining;

class WarningTest {
    private static final Warning WARNING = new Warning(
            Warning.Kind.NOTHING_LEARNT,
            Phrase.of("errors of ", Setting.argument("target")),
            List.of(Cure.option("target", "gap"), Cure.text("Check the key")));

    @Test
    void aWarningIsSpelledByItsFront() {
        assertThat(WARNING).hasToString("errors of `target`. Use target gap. Check the key");
        assertThat(WARNING.describe(s -> Optional.of("--" + s.name())))
                .isEqualTo("errors of --target. Use --target. Check the key");
        assertThat(WARNING.toMap())
                .isEqualTo(Map.of(
                        "kind",
                        "nothing_learnt",
                        "fact",
                        "errors of `target`",
                        "cures",
                        List.of("Use target gap", "Check the key")));
    }

    @Test
    void equalWarningsAreCollectedOnce() {
        Warnings warnings = new Warnings();
        Warning other = Warning.of(Warning.Kind.NOTHING_LEARNT, "errors of another");
        warnings.add(WARNING);
        warnings.add(other);
        warnings.add(new Warning(WARNING.kind(), WARNING.factPhrase(), WARNING.cures()));
        assertThat(warnings.list()).containsExactly(WARNING, other);
    }

    @Test
    void thePageOfCommandsListsEveryKind() throws IOException {
        String page = Files.readString(SmallTraining.chno().resolve("../../site/markdown/command-line.md"));
        for (Warning.Kind kind : Warning.Kind.values()) {
            assertThat(page).contains("| `" + kind.word() + "` |");
        }
    }
}
