package org.lather.calibration;

import java.util.Map;
import java.util.stream.IntStream;
import org.lather.dataset.TrainingRun;
import org.lather.model.Calibration;
import org.lather.model.FittedTarget;
import org.lather.regression.LeaveOneOut;
import org.lather.regression.Solution;
import org.lather.target.RowType;

/**
 * Calibrates the uncertainties of a full regression, as {@link UncertaintyScales} does those of a sparse one, with the
 * residuals of training structures, each of which is left out alone with all its rows.
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
        int last = -1;
        boolean perAtom = solved.group().quantity().isPerAtom();
        int[] owner = owners(run.set().atoms(), perAtom);
        for (int i = 0; i < left.rows().length; i++) {
            int row = left.rows()[i];
            int s = owner[row];
            int atoms = perAtom ? 1 : run.set().atoms()[s];
            double weight = solved.group().weight(row, s, atoms);
            double residual = left.residuals()[i];
            double deviation = fitted.signal() * left.deviations()[i];
            errors.add(residual, deviation, fitted.signal());
            if (StandardizedErrors.isKnown(deviation, fitted.signal())) {
                double unit = fitted.calibrationUnit(atoms);
                fit.add(residual / unit, deviation / unit);
                if (s != last) {
                    fit.addStructure();
                }
                last = s;
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

    /** The structure of each row. */
    private static int[] owners(int[] atoms, boolean perAtom) {
        return IntStream.range(0, atoms.length)
                .flatMap(s -> IntStream.generate(() -> s).limit(perAtom ? atoms[s] : 1))
                .toArray();
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
