package org.lather.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneKeysTest {
    private static Options parse(String tune) {
        return Options.parse("tune: {" + tune + "}", Path.of(""));
    }

    @Test
    void listsAndRangesAreValues() {
        Options o = parse("model.kernel.zeta: [1, 2.5], model.kernel.centers: [any],"
                + " representations.0.cutoff.radius: {from: 3, to: 6, steps: 4},"
                + " representations.0.density.width: {from: 0.1, to: 1.6, steps: 3, scale: log}");
        assertThat(o.tune())
                .isEqualTo(Map.of(
                        "model.kernel.zeta",
                        List.of(1, 2.5),
                        "model.kernel.centers",
                        List.of("any"),
                        "representations.0.cutoff.radius",
                        List.of(3L, 4L, 5L, 6L),
                        "representations.0.density.width",
                        List.of(0.1, 0.4, 1.6)));
        assertThat(Options.parse(o.toYaml(), Path.of("")).tune().keySet())
                .isEqualTo(o.tune().keySet());
        assertThat(o.withoutTune().toYaml()).doesNotContain("tune");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "data.train: [a]; expected keys below representations or model, got `data.train`",
                "model.kernel.zeta: 2; `tune.model.kernel.zeta`: expected a list of values, or a range",
                "model.kernel.zeta: []; expected a list of values, or a range",
                "model.kernel.zeta: {from: 3, to: 2}; expected from below to, got 3.0 and 2.0",
                "model.kernel.zeta: {from: 0, to: 2, scale: log}; expected positive bounds",
                "model.kernel.zeta: {from: 1, to: 2, step: 3}; Did you mean `tune.model.kernel.zeta.steps`?",
                "model.kernel.zeta: {from: 1, to: 2, steps: 1}; expected at least 2 steps, got 1"
            })
    void otherValuesAreRefused(String tune, String message) {
        assertThatThrownBy(() -> parse(tune))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void valuesAreReplacedByTheirPaths() {
        Options o = Options.parse("model: {kernel: {zeta: 3}}", Path.of(""));
        Options changed = o.with(Map.of("model.kernel.zeta", 4, "representations.0.cutoff.radius", 5.5));
        assertThat(changed.model().kernel().zeta()).isEqualTo(4);
        assertThat(changed.value("representations.0.cutoff.radius")).isEqualTo(5.5);
        // what the structures decide is still open
        assertThat(changed.open()).contains("representations.0.density.width").doesNotContain("model.kernel.zeta");
        assertThat(o.value("model.no.such.key")).isNull();
    }
}
