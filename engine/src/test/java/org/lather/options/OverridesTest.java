package org.lather.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.error.Phrase;
import org.lather.target.Baseline;
import org.lather.target.Noise;
import org.lather.target.Target;
import org.lather.target.Unit;

class OverridesTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("options.yaml"), "data: {train: train.xyz}\nmodel: {noise: auto}\n");
    }

    private Options read(String... overrides) {
        return Options.read(file, Arrays.asList(overrides));
    }

    @Test
    void replacesValues() {
        Options o = read(
                "model.kernel.zeta=2",
                "representations.0.cutoff.radius=4",
                "model.noise={energy: 0.1}",
                "targets.energy.baseline=[{key: gfn2}, composition]",
                "model.representatives.count=10",
                "model.representatives.count=20");
        assertThat(o.model().kernel().zeta()).isEqualTo(2);
        assertThat(o.representations().get(0).descriptor().radius()).isEqualTo(4);
        assertThat(o.model().noise()).isEqualTo(new Noise.Given(Map.of("energy", 0.1)));
        assertThat(o.targets().get("energy"))
                .isEqualTo(new Target(
                        "energy",
                        Unit.EV,
                        Target.Quantity.TOTAL,
                        List.of(new Baseline.Key("gfn2"), new Baseline.Composition())));
        assertThat(o.model().representatives().count()).isEqualTo(20);
    }

    @Test
    void aGroupIsUnset() throws IOException {
        Files.writeString(file, "data: {train: train.xyz, group: mol_id}\n");
        assertThat(read().data().group()).isEqualTo("mol_id");
        assertThat(read("data.group=null").data().group()).isEmpty();
        assertThat(read("data.group=").data().group()).isEmpty();
    }

    @Test
    void pathsStartWhereTheyAreGiven() {
        String here = Path.of("").toAbsolutePath().toString();
        assertThat(read().data().absolute().train()).containsExactly(folder + "/train.xyz");
        assertThat(read("data.test=qm7.xyz@5000:").data().test()).containsExactly(here + "/qm7.xyz@5000:");
        assertThat(read("data.train=[/a.xyz, b.xyz@::2]").data().train())
                .containsExactly("/a.xyz", here + "/b.xyz@::2");
    }

    @Test
    void valuesAreYaml12() {
        assertThat(value("No")).isEqualTo("No");
        assertThat(value("012")).isEqualTo(12); // not octal
        assertThat(value("1:30")).isEqualTo("1:30");
        assertThat(value("1e-3")).isEqualTo(0.001);
        assertThat(value(".5")).isEqualTo(0.5);
        assertThat(value("7")).isEqualTo(7);
        assertThat(value("true")).isEqualTo(true);
        assertThat(value("null")).isNull();
        assertThat(value("~")).isNull();
        assertThat(value("")).isNull();
        assertThat(value("a.xyz@5000:")).isEqualTo("a.xyz@5000:");
        assertThat(value("a: b")).isEqualTo("a: b");
        assertThat(value("- x")).isEqualTo("- x");
        assertThat(value("a # b")).isEqualTo("a # b");
        assertThat(value("'1e-3'")).isEqualTo("1e-3");
        assertThat(value("[1, a]")).isEqualTo(List.of(1, "a"));
        assertThat(value("{a: 1}")).isEqualTo(Map.of("a", 1));
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> read("model.kernal.zeta=2"))
                .isInstanceOf(OptionsException.class)
                .hasMessage("options.yaml with `model.kernal.zeta=2`: unknown key `model.kernal`. Did you mean"
                        + " `model.kernel`?");
        assertThatThrownBy(() -> read("model.folds")).hasMessageContaining("expected key=value");
        assertThatThrownBy(() -> read("=3")).hasMessageContaining("expected key=value");
        assertThatThrownBy(() -> read("representations.1.weight=3"))
                .hasMessageContaining("expected an index of the list `representations` from 0 to 0, got `1`");
        assertThatThrownBy(() -> read("model.noise.energy=3"))
                .hasMessageContaining("expected a map at `model.noise`, got `auto`");
        assertThatThrownBy(() -> read("model.folds=[1")).hasMessageStartingWith("`model.folds`:1:");
        assertThatThrownBy(() -> read("model..folds=1")).hasMessageContaining("unknown key");
    }

    private static @Nullable Object value(String text) {
        return Overrides.value(text, Phrase.of());
    }
}
