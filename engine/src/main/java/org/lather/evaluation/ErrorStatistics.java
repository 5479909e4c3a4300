package org.lather.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lather.math.CartesianMap;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.model.Prediction;
import org.lather.model.StandardizedErrors;
import org.lather.model.TargetReading;
import org.lather.model.TensorReading;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.Target;
import org.lather.target.Unit;

/** Errors of predictions, prediction minus reference, gathered one structure at a time; in the target's unit. */
public final class ErrorStatistics {
    private final FittedTarget target;
    private final @Nullable Derivative derivative;
    private final Sums all = new Sums();
    private final Sums perAtom = new Sums();
    private final Map<Integer, Sums> byElement = new TreeMap<>();
    private final Map<Integer, Parts> byLambda = new TreeMap<>();
    private final Spread reference = new Spread();
    private final Spread afterBaselines = new Spread();
    private final StandardizedErrors calibration = new StandardizedErrors();

    public ErrorStatistics(FittedTarget target) {
        this(target, null);
    }

    private ErrorStatistics(FittedTarget target, @Nullable Derivative derivative) {
        this.target = target;
        this.derivative = derivative;
    }

    /** One for each target of a model, and each derivative that it was trained with. */
    public static List<ErrorStatistics> of(ModelParameters parameters) {
        List<ErrorStatistics> out = new ArrayList<>();
        for (FittedTarget t : parameters.targets()) {
            out.add(new ErrorStatistics(t));
            t.target().derivatives().forEach(d -> out.add(new ErrorStatistics(t, d)));
        }
        return out;
    }

    /** Takes a prediction into account, if its structure carries the target. */
    public void add(Prediction p) {
        Derivative d = derivative;
        if (d != null) {
            add(p, d);
            return;
        }
        Structure s = p.structure();
        Target t = target.target();
        if (!TargetReading.has(s, t)) {
            return;
        }
        double[] v = p.values(target.name());
        if (t.isTensor()) {
            addTensors(s, TensorReading.read(s, t), v);
            return;
        }
        double[] y = TargetReading.read(s, t);
        double[] b = target.baseline(s);
        for (int i = 0; i < y.length; i++) {
            double e = v[i] - y[i];
            all.add(e);
            if (p.hasUncertainty(target.name())) {
                calibration.add(e, p.uncertainty(target.name()), target.signal());
            }
            reference.add(y[i]);
            afterBaselines.add(y[i] - b[i]);
            if (t.quantity() == Target.Quantity.TOTAL) {
                perAtom.add(e / s.size());
            }
            if (t.quantity() == Target.Quantity.ATOM) {
                byElement.computeIfAbsent(s.atomicNumber(i), z -> new Sums()).add(e);
            }
        }
    }

    private void addTensors(Structure s, double[] y, double[] v) {
        Target t = target.target();
        CartesianMap map = t.form().map();
        double[] b = new double[y.length];
        double[] baseline = target.tensorBaseline(s);
        int each = map.cartesianSize();
        for (int at = 0, row = 0; at < y.length; at += each, row++) {
            map.addCartesian(
                    Arrays.copyOfRange(baseline, row * map.sphericalSize(), (row + 1) * map.sphericalSize()), b, at);
        }
        if (!target.baselines().isEmpty()) {
            b = TensorReading.carried(s, t, b);
        }
        for (int i = 0; i < y.length; i++) {
            double e = v[i] - y[i];
            all.add(e);
            reference.add(y[i]);
            afterBaselines.add(y[i] - b[i]);
            if (quantity() == Target.Quantity.TOTAL) {
                perAtom.add(e / s.size());
            }
            if (quantity() == Target.Quantity.ATOM) {
                byElement
                        .computeIfAbsent(s.atomicNumber(i / each), z -> new Sums())
                        .add(e);
            }
        }
        for (int at = 0; at < y.length; at += each) {
            double[] found = map.spherical(v, at);
            double[] expected = map.spherical(y, at);
            double[] before = map.spherical(b, at);
            for (CartesianMap.Part part : map.parts()) {
                Parts sums = byLambda.computeIfAbsent(part.lambda(), l -> new Parts());
                for (int c = part.offset(); c < part.offset() + part.size(); c++) {
                    sums.errors.add(found[c] - expected[c]);
                    if (quantity() == Target.Quantity.TOTAL) {
                        sums.perAtom.add((found[c] - expected[c]) / s.size());
                    }
                    sums.reference.add(expected[c]);
                    sums.afterBaselines.add(expected[c] - before[c]);
                }
            }
        }
    }

    private void add(Prediction p, Derivative d) {
        Structure s = p.structure();
        if (!TargetReading.has(s, d) || !p.has(target, d)) {
            return;
        }
        double[] y = TargetReading.read(s, d);
        double[] v = p.values(target, d);
        double[] u = p.hasUncertainty(target, d) ? p.uncertainties(target, d) : new double[0];
        boolean forces = d.kind() == Derivative.Kind.FORCES;
        double[] slope = p.baselineSlope(target.name(), d.kind());
        double toBaseline = 1
                / TargetReading.toSlope(s, d.kind())
                * d.perUnit(target.target().unit());
        for (int i = 0; i < y.length; i++) {
            double e = v[i] - y[i];
            all.add(e);
            if (u.length > 0) {
                calibration.add(e, u[i], Math.abs(toBaseline) * target.signal());
            }
            reference.add(y[i]);
            afterBaselines.add(y[i] - toBaseline * slope[i]);
            if (quantity() == Target.Quantity.TOTAL) {
                perAtom.add(e / s.size());
            }
            if (forces) {
                byElement
                        .computeIfAbsent(s.atomicNumber(i / 3), z -> new Sums())
                        .add(e);
            }
        }
    }

    public FittedTarget target() {
        return target;
    }

    /** Of the target, or of its derivative. */
    public String name() {
        return derivative == null ? target.name() : derivative.name(target.name());
    }

    public Unit unit() {
        return derivative == null ? target.target().unit() : derivative.unit();
    }

    /**
     * That of the target; forces belong to atoms, stress does not grow with the structure, the virial of a total does.
     */
    public Target.Quantity quantity() {
        if (derivative == null) {
            return target.target().quantity();
        }
        return switch (derivative.kind()) {
            case FORCES -> Target.Quantity.ATOM;
            case STRESS -> Target.Quantity.MEAN;
            case VIRIAL -> target.target().quantity();
        };
    }

    /** The number of values compared. */
    public long count() {
        return all.count;
    }

    /** Mean absolute error. */
    public double mae() {
        return all.mae();
    }

    /** Root mean squared error. */
    public double rmse() {
        return all.rmse();
    }

    /** The largest absolute error. */
    public double max() {
        return all.max;
    }

    /** Standard error of the mean absolute error, from the spread of the absolute errors. */
    public double maeStandardError() {
        return all.maeStandardError();
    }

    /** Population standard deviation of the references. */
    public double spread() {
        return reference.deviation();
    }

    /** The same after all baselines. */
    public double spreadWithoutBaselines() {
        return afterBaselines.deviation();
    }

    /** Errors beside the predictive standard deviations of those predictions that had one. */
    public StandardizedErrors calibration() {
        return calibration;
    }

    /** Errors per atom; null unless the target is a total. */
    public @Nullable Sums perAtom() {
        return quantity() == Target.Quantity.TOTAL ? perAtom : null;
    }

    /** Errors by atomic number; null unless the target is per atom. */
    public @Nullable Map<Integer, Sums> byElement() {
        return quantity() == Target.Quantity.ATOM ? byElement : null;
    }

    /** Errors of the spherical components by their order λ; null unless the target is a tensor. */
    public @Nullable Map<Integer, Parts> byLambda() {
        return target.target().isTensor() ? byLambda : null;
    }

    /** Errors of spherical components of one order, all parts and components together. */
    public static final class Parts {
        private final Sums errors = new Sums();
        private final Sums perAtom = new Sums();
        private final Spread reference = new Spread();
        private final Spread afterBaselines = new Spread();

        public Sums errors() {
            return errors;
        }

        /** Errors over the number of atoms of their structure; without any unless the target is a total. */
        public Sums perAtom() {
            return perAtom;
        }

        /** Population standard deviation of the references. */
        public double spread() {
            return reference.deviation();
        }

        /** The same after all baselines. */
        public double spreadWithoutBaselines() {
            return afterBaselines.deviation();
        }
    }

    /** Sums of errors. */
    public static final class Sums {
        private long count;
        private double absolute;
        private double squares;
        private double max;

        private void add(double e) {
            count++;
            absolute += Math.abs(e);
            squares += e * e;
            max = Math.max(max, Math.abs(e));
        }

        public long count() {
            return count;
        }

        public double mae() {
            return count == 0 ? Double.NaN : absolute / count;
        }

        public double rmse() {
            return count == 0 ? Double.NaN : Math.sqrt(squares / count);
        }

        public double max() {
            return max;
        }

        private double maeStandardError() {
            double variance = Math.max(0, squares / count - mae() * mae());
            return count < 2 ? Double.NaN : Math.sqrt(variance / (count - 1));
        }
    }

    private static final class Spread {
        private long count;
        private double mean;
        private double squares;

        private void add(double x) {
            double d = x - mean;
            mean += d / ++count;
            squares += d * (x - mean);
        }

        private double deviation() {
            return count == 0 ? Double.NaN : Math.sqrt(squares / count);
        }
    }
}
