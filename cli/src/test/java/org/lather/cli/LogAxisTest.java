package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.evaluation.Breakdown;
import org.lather.evaluation.ErrorMetrics;
import org.lather.evaluation.LearningCurveTable;
import org.lather.evaluation.Spread;
import org.lather.evaluation.TargetMetrics;
import org.lather.target.Target;
import org.lather.target.Unit;

class LogAxisTest {
    @ParameterizedTest
    @CsvSource({
        "25, 20, 50",
        "300, 200, 500",
        "100, 100, 200",
        "0.32, 0.2, 0.5",
        "0.087, 0.05, 0.1",
        "7, 5, 10",
        "0.02, 0.02, 0.05",
        "1e-9, 1e-9, 2e-9",
        "99999, 50000, 100000"
    })
    void boundsAreRoundNumbers(double value, double below, double above) {
        assertThat(LogAxis.below(value)).isCloseTo(below, within(1e-9 * below));
        assertThat(LogAxis.above(value)).isCloseTo(above, within(1e-9 * above));
    }

    @ParameterizedTest
    @CsvSource({
        "20, 20",
        "0.05, 0.05",
        "1000, 1000",
        "0.30000000000000004, ' '",
        "50000, 50000",
        "2e-6, 2e-6",
        "80, ' '"
    })
    void labels(double tick, String label) {
        assertThat(LogAxis.label(tick)).isEqualTo(label);
    }

    /** Targets in one unit and in several, a point without error, no point at all. */
    @Test
    void everyCurveIsDrawn(@TempDir Path folder) throws IOException {
        List<LearningCurveTable.Row> rows = new ArrayList<>();
        Path file = folder.resolve("curve.png");
        Plots.curve(rows, file);
        assertThat(file).isNotEmptyFile();
        rows.add(row(10, "energy", "eV", 0));
        rows.add(row(10, "charge", "e", 3e-7));
        rows.add(row(4000, "charge", "e", 2e-7));
        Plots.curve(rows, file);
        rows.add(row(4000, "energy", "eV", 12));
        Plots.curve(rows, file);
        assertThat(file).isNotEmptyFile();
    }

    private static LearningCurveTable.Row row(int size, String target, String unit, double mae) {
        ErrorMetrics errors = new ErrorMetrics(1, mae, Double.NaN, 1e-2, 1);
        Breakdown none = new Breakdown(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        TargetMetrics metrics =
                new TargetMetrics(target, Unit.of(unit), Target.Quantity.TOTAL, errors, new Spread(1, 1), none);
        return new LearningCurveTable.Row(size, OptionalInt.empty(), metrics, 1, 1, List.of());
    }
}
