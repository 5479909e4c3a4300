package org.lather.calibration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.dataset.TrainingRun;
import org.lather.error.Warning;
import org.lather.model.Calibration;
import org.lather.model.FittedTarget;
import org.lather.options.UncertaintyOptions;
import org.lather.predict.Prediction;
import org.lather.regression.DerivativeRows;
import org.lather.regression.RowGroup;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.RowType;
import org.lather.target.TargetReading;
import org.lather.uncertainty.PredictiveVariance;

/** Collects residuals of held-out training structures together with their standard deviations, by row type. */
final class LeftOutResiduals {
    private final TrainingRun run;
    private final RowGroup group;
    private final RowGroup.Series series;
    private final FittedTarget fitted;
    private final LabelChecks checks;
    private final ResidualCheck noise;
    private final Map<RowType, StandardizedErrors> types = new LinkedHashMap<>();
    private final Map<RowType, CalibrationFit> fits = new LinkedHashMap<>();
    private final UncertaintyOptions uncertainty;
    private final Optional<OutOfBag> outOfBag;
    private double values;
    private int count;

    /** The terms of the variances of a structure for its rows of value, positions and strain, all with factor 1. */
    static final class Products {
        private final double[] value;
        /** The term k** − |φ|² of each row. */
        private double[] missing;
        /** The matrix G of scalar products of C⁻¹ φ. */
        private double[] gram;

        Products(double missing, double[] row) {
            this.value = row.clone();
            this.missing = new double[] {missing};
            this.gram = new double[] {product(row, 0, row, 0, row.length)};
        }

        void addDerivatives(double[] more, double[] rows) {
            int m = value.length;
            int b = 1 + more.length;
            double[] g = new double[b * b];
            g[0] = gram[0];
            for (int i = 1; i < b; i++) {
                g[i * b] = product(rows, (i - 1) * m, value, 0, m);
                for (int j = 1; j <= i; j++) {
                    g[i * b + j] = product(rows, (i - 1) * m, rows, (j - 1) * m, m);
                }
            }
            double[] all = new double[b];
            all[0] = missing[0];
            System.arraycopy(more, 0, all, 1, more.length);
            missing = all;
            gram = g;
        }

        private static double product(double[] x, int xFrom, double[] y, int yFrom, int length) {
            double s = 0;
            for (int k = 0; k < length; k++) {
                s += x[xFrom + k] * y[yFrom + k];
            }
            return s;
        }
    }

    /**
     * One row that was learnt.
     *
     * @param place among the rows of the products
     * @param residual reference minus prediction, without the baselines
     */
    private record Row(int place, RowType type, double weight, double residual) {}

    /** @param outOfBag fits to parts of the training set, whose residuals and members are then taken */
    LeftOutResiduals(
            TrainingRun run,
            RowGroup group,
            RowGroup.Series series,
            FittedTarget fitted,
            LabelChecks checks,
            Optional<OutOfBag> outOfBag) {
        this.run = run;
        this.group = group;
        this.series = series;
        this.fitted = fitted;
        this.checks = checks;
        this.outOfBag = outOfBag;
        this.noise = new ResidualCheck(series.name());
        this.uncertainty = run.options().model().uncertainty();
    }

    /**
     * Adds a structure.
     *
     * @param i index in the training set
     * @param p prediction of the model without baselines
     * @param products terms of the rows of the structure
     */
    void add(int i, Prediction p, Products products, DenseAlgebra algebra) {
        Structure s = p.structure();
        double factor = group.quantity().factor(s.size());
        List<Row> rows = rows(i, p, fitted);
        int b = rows.size();
        int all = products.missing.length;
        double[] gram = new double[b * b];
        for (int r = 0; r < b; r++) {
            for (int c = 0; c <= r; c++) {
                int x = Math.max(rows.get(r).place, rows.get(c).place);
                int y = Math.min(rows.get(r).place, rows.get(c).place);
                gram[r * b + c] = factor * factor * products.gram[x * all + y];
            }
        }
        LeftOut out;
        try {
            out = LeftOut.of(
                    gram,
                    rows.stream().mapToDouble(Row::weight).toArray(),
                    rows.stream().mapToDouble(Row::residual).toArray(),
                    algebra);
        } catch (NotPositiveDefiniteException e) {
            // what only this structure determines cannot be predicted without it
            return;
        }
        values += rows.get(0).weight * out.residuals()[0] * out.residuals()[0];
        count++;
        checks.add(p);
        checkNoise(s, rows, out.residuals());
        if (outOfBag.isPresent()) {
            addOutOfBag(outOfBag.get(), i, p);
            return;
        }
        SampledDeviation sampled =
                SampledDeviation.of(uncertainty, run.options().model().seed(), i);
        double[] deviations = new double[b];
        for (int r = 0; r < b; r++) {
            double missing = sampled.isOfCommittee() ? 0 : factor * factor * products.missing[rows.get(r).place];
            deviations[r] = sampled.of(PredictiveVariance.deviation(fitted, missing, out.left()[r]));
        }
        add(s, rows, out.residuals(), deviations);
    }

    /** Adds the residuals of the fit without the bin of a structure, and the scatter of members without it. */
    private void addOutOfBag(OutOfBag of, int i, Prediction p) {
        List<Row> rows = rows(i, p, of.targetWithout(fitted, i));
        List<List<Row>> members =
                of.memberTargets(fitted, i).stream().map(t -> rows(i, p, t)).toList();
        double[] deviations = new double[rows.size()];
        for (int r = 0; r < deviations.length; r++) {
            int at = r;
            deviations[r] = of.deviation(
                    members.stream().mapToDouble(m -> m.get(at).residual).toArray());
        }
        add(p.structure(), rows, rows.stream().mapToDouble(Row::residual).toArray(), deviations);
    }

    private void add(Structure s, List<Row> rows, double[] residuals, double[] deviations) {
        Set<RowType> seen = new HashSet<>();
        for (int r = 0; r < residuals.length; r++) {
            RowType type = rows.get(r).type;
            types.computeIfAbsent(type, k -> new StandardizedErrors())
                    .add(residuals[r], deviations[r], fitted.signal());
            if (StandardizedErrors.isKnown(deviations[r], fitted.signal())) {
                CalibrationFit fit = fits.computeIfAbsent(type, k -> new CalibrationFit());
                boolean forces = new RowType.Gradient(Derivative.Kind.FORCES).equals(type);
                double unit = forces ? 1 : fitted.calibrationUnit(s.size());
                fit.add(residuals[r] / unit, deviations[r] / unit);
                if (seen.add(type)) {
                    fit.addStructure();
                }
            }
        }
    }

    private void checkNoise(Structure s, List<Row> rows, double[] residuals) {
        if (run.options().model().noise().isFound()) {
            return;
        }
        noise.addStructure();
        for (int r = 0; r < residuals.length; r++) {
            noise.add(rows.get(r).type, Math.sqrt(rows.get(r).weight) * residuals[r] / fitted.noise());
        }
        boolean strain = rows.stream().anyMatch(r -> r.place > 3 * s.size());
        if (strain && s.cell().periodicEverywhere()) {
            noise.addValue(Math.abs(s.cell().volume()) / s.size(), residuals[0] / s.size());
        }
    }

    /** Warnings of labels that contradict each other, or the noise that was given. */
    List<Warning> warnings() {
        List<Warning> out = new ArrayList<>(checks.warnings());
        out.addAll(noise.warnings());
        return out;
    }

    /** @param of the target, or another fit to its rows */
    private List<Row> rows(int i, Prediction p, FittedTarget of) {
        Structure s = p.structure();
        List<Row> out = new ArrayList<>();
        out.add(new Row(
                0,
                new RowType.Value(),
                group.weight(i, i, s.size()),
                series.values().value(i, 0) - p.value(of.name())));
        for (Derivative d : group.derivatives()) {
            if (!TargetReading.has(s, d)) {
                continue;
            }
            boolean forces = d.kind() == Derivative.Kind.FORCES;
            double ratio = fitted.noise()
                    / Objects.requireNonNull(
                            fitted.blocks().get(0).derivativeNoise().get(d.kind()));
            double weight = ratio * ratio * DerivativeRows.weight(group, d, i, s);
            double[] reference = DerivativeRows.slope(run, group, d, s);
            double[] predicted = p.values(of, d);
            double toSlope = TargetReading.toSlope(s, d.kind())
                    / d.perUnit(series.target().unit());
            for (int j = 0; j < reference.length; j++) {
                if (!Double.isNaN(reference[j]) && (forces || j % 3 >= j / 3)) {
                    int place = 1 + (forces ? 0 : 3 * s.size()) + j;
                    out.add(new Row(
                            place, new RowType.Gradient(d.kind()), weight, reference[j] - toSlope * predicted[j]));
                }
            }
        }
        return out;
    }

    /**
     * The mean square of the residuals of values times their weights, in the square of the target's unit, of totals per
     * atom; NaN without structures.
     */
    double valueVariance() {
        return values / count;
    }

    /** The calibration of each row type for which it is known. */
    Map<RowType, Calibration> calibrations() {
        Map<RowType, Calibration> out = new LinkedHashMap<>();
        types.forEach((type, c) -> {
            double ratio = c.rmsErrorOverUncertainty();
            CalibrationFit fit = fits.get(type);
            if (fit != null && ratio > 0 && Double.isFinite(ratio)) {
                switch (uncertainty.calibration()) {
                    case NONE -> {}
                    case SCALE -> out.put(type, Calibration.ofScale(ratio).upTo(fit.largest()));
                    case POWER -> out.put(type, fit.power());
                }
            }
        });
        return out;
    }
}
