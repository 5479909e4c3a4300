package org.lather.calibration;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.dataset.TargetColumn;
import org.lather.dataset.TrainingRun;
import org.lather.model.FittedTarget;
import org.lather.predict.Prediction;
import org.lather.regression.DerivativeRows;
import org.lather.regression.RowGroup;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.Target;
import org.lather.target.TargetReading;
import org.lather.uncertainty.PredictiveVariance;

/** Collects residuals of held-out training structures together with their standard deviations, by row type. */
final class LeftOutResiduals {
    private final TrainingRun run;
    private final RowGroup group;
    private final TargetColumn column;
    private final FittedTarget fitted;
    private final Map<String, StandardizedErrors> kinds = new LinkedHashMap<>();

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

    /** Rows that were learnt, with their indices among those of the products. */
    private static final class Rows {
        private final int[] place;
        private final String[] kind;
        private final double[] weights;
        private final double[] residuals;
        private int size;

        Rows(int most) {
            place = new int[most];
            kind = new String[most];
            weights = new double[most];
            residuals = new double[most];
        }

        void add(int at, String name, double weight, double residual) {
            place[size] = at;
            kind[size] = name;
            weights[size] = weight;
            residuals[size++] = residual;
        }
    }

    LeftOutResiduals(TrainingRun run, RowGroup group, TargetColumn column, FittedTarget fitted) {
        this.run = run;
        this.group = group;
        this.column = column;
        this.fitted = fitted;
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
        double factor = group.quantity() == Target.Quantity.MEAN ? 1.0 / s.size() : 1;
        Rows rows = rows(i, p);
        int b = rows.size;
        int all = products.missing.length;
        double[] gram = new double[b * b];
        for (int r = 0; r < b; r++) {
            for (int c = 0; c <= r; c++) {
                int x = Math.max(rows.place[r], rows.place[c]);
                int y = Math.min(rows.place[r], rows.place[c]);
                gram[r * b + c] = factor * factor * products.gram[x * all + y];
            }
        }
        LeftOut out;
        try {
            out = LeftOut.of(gram, Arrays.copyOf(rows.weights, b), Arrays.copyOf(rows.residuals, b), algebra);
        } catch (NotPositiveDefiniteException e) {
            // what only this structure determines cannot be predicted without it
            return;
        }
        for (int r = 0; r < b; r++) {
            double missing = factor * factor * products.missing[rows.place[r]];
            kinds.computeIfAbsent(rows.kind[r], k -> new StandardizedErrors())
                    .add(
                            out.residuals()[r],
                            PredictiveVariance.deviation(fitted, missing, out.left()[r]),
                            fitted.signal());
        }
    }

    private Rows rows(int i, Prediction p) {
        Structure s = p.structure();
        Rows out = new Rows(1 + group.derivatives().size() * Math.max(9, 3 * s.size()));
        out.add(0, fitted.name(), group.weight(i, i, s.size()), column.value(i) - p.value(fitted.name()));
        for (Derivative d : group.derivatives()) {
            if (!TargetReading.has(s, d)) {
                continue;
            }
            boolean forces = d.kind() == Derivative.Kind.FORCES;
            double ratio = fitted.noise()
                    / Objects.requireNonNull(fitted.derivativeNoise().get(d.name(fitted.name())));
            double weight = ratio * ratio * DerivativeRows.weight(group, d, i, s);
            double[] reference = DerivativeRows.slope(run, group, d, s);
            double[] predicted = p.values(fitted, d);
            double toSlope = TargetReading.toSlope(s, d.kind())
                    / d.perUnit(column.target().unit());
            for (int j = 0; j < reference.length; j++) {
                if (forces || j % 3 >= j / 3) {
                    int place = 1 + (forces ? 0 : 3 * s.size()) + j;
                    out.add(place, d.name(fitted.name()), weight, reference[j] - toSlope * predicted[j]);
                }
            }
        }
        return out;
    }

    /** The scale √⟨z²/s²⟩ of each row type for which it is known. */
    Map<String, Double> scales() {
        Map<String, Double> out = new LinkedHashMap<>();
        kinds.forEach((name, c) -> {
            double ratio = c.rmsErrorOverUncertainty();
            if (ratio > 0 && Double.isFinite(ratio)) {
                out.put(name, ratio);
            }
        });
        return out;
    }
}
