package org.lather.calibration;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lather.dataset.TrainingRun;
import org.lather.error.Warning;
import org.lather.model.FittedTarget;
import org.lather.predict.Prediction;
import org.lather.regression.RowGroup;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.FittedBaseline;
import org.lather.target.TargetReading;

/** Compares the labels of each derivative of one target with predictions of a fit that saw none of them. */
final class LabelChecks {
    private final TrainingRun run;
    private final RowGroup.Series series;
    private final Map<Derivative.Kind, FittedTarget> without;
    private final Map<Derivative.Kind, LabelCheck> checks = new EnumMap<>(Derivative.Kind.class);

    /** @param without the target, learnt without a derivative and without baselines */
    LabelChecks(TrainingRun run, RowGroup.Series series, Map<Derivative.Kind, FittedTarget> without) {
        this.run = run;
        this.series = series;
        this.without = without;
    }

    /** Adds a structure with its prediction. */
    void add(Prediction p) {
        Structure s = p.structure();
        for (Derivative d : series.target().derivatives()) {
            FittedTarget other = without.get(d.kind());
            if (other == null || !TargetReading.has(s, d)) {
                continue;
            }
            double perSlope = d.perUnit(series.target().unit()) / TargetReading.toSlope(s, d.kind());
            double[] label = TargetReading.read(s, d);
            double[] prediction = p.values(other, d);
            double[] baseline = FittedBaseline.slope(
                    Objects.requireNonNull(run.baselines().get(series.name())), s, series.target(), d.kind());
            for (int i = 0; i < label.length; i++) {
                prediction[i] += perSlope * baseline[i];
            }
            checks.computeIfAbsent(d.kind(), k -> new LabelCheck(series.name(), d))
                    .add(s, label, prediction);
        }
    }

    List<Warning> warnings() {
        return checks.values().stream().flatMap(c -> c.warning().stream()).toList();
    }
}
