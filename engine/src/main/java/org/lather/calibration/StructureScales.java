package org.lather.calibration;

import java.util.Map;
import org.lather.dataset.TrainingRun;
import org.lather.model.Calibration;
import org.lather.model.FittedTarget;
import org.lather.regression.LeaveOneOut;
import org.lather.regression.Solution;
import org.lather.target.RowType;

/**
 * Calibrates the uncertainties of a model that compares whole structures, as {@link UncertaintyScales} does, with the
 * residuals of all training structures, each left out alone.
 */
public final class StructureScales {
    private StructureScales() {}

    /** Returns the target with its scale, if it has uncertainties and structures from which to find it. */
    public static FittedTarget scaled(TrainingRun run, Solution.Block solved, FittedTarget fitted) {
        LeaveOneOut left = solved.leftOut();
        StandardizedErrors errors = new StandardizedErrors();
        CalibrationFit fit = new CalibrationFit();
        double squares = 0;
        int rows = 0;
        for (int s = 0; s < left.residuals().length; s++) {
            int atoms = run.set().atoms()[s];
            double weight = solved.group().weight(s, s, atoms);
            if (weight == 0) {
                continue;
            }
            double residual = left.residuals()[s];
            double deviation = fitted.signal() * left.deviations()[s];
            errors.add(residual, deviation, fitted.signal());
            if (StandardizedErrors.isKnown(deviation, fitted.signal())) {
                double unit = fitted.calibrationUnit(atoms);
                fit.add(residual / unit, deviation / unit);
                fit.addStructure();
            }
            squares += weight * residual * residual;
            rows++;
        }
        FittedTarget out = with(run, fitted, errors.rmsErrorOverUncertainty(), fit);
        double variance = squares / rows;
        return out.composition()
                .filter(c -> !c.explainsAll() && Double.isFinite(variance))
                .map(c -> out.withRowVariance(c.inflation() * variance))
                .orElse(out);
    }

    private static FittedTarget with(TrainingRun run, FittedTarget fitted, double ratio, CalibrationFit fit) {
        if (!(ratio > 0) || !Double.isFinite(ratio)) {
            return fitted;
        }
        return switch (run.options().model().uncertainty().calibration()) {
            case NONE -> fitted;
            case SCALE ->
                fitted.with(
                        Map.of(new RowType.Value(), Calibration.ofScale(ratio).upTo(fit.largest())));
            case POWER -> fitted.with(Map.of(new RowType.Value(), fit.power()));
        };
    }
}
