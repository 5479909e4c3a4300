package org.lather.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lather.calibration.StandardizedErrors;
import org.lather.math.CartesianMap;
import org.lather.math.Proportion;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.predict.Prediction;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.LearntForm;
import org.lather.target.Target;
import org.lather.target.TargetReading;
import org.lather.target.Unit;

/**
 * Gathers the errors of one target, or of one derivative of it, over predictions that are added one at a time. An error
 * is prediction minus reference of one component, in the target's unit.
 */
public final class ErrorStatistics {
    private FittedTarget target;
    private final @Nullable Derivative derivative;
    private final ErrorSums all = new ErrorSums();
    private final ErrorSums perAtom = new ErrorSums();
    private final Map<Integer, ErrorSums> byElement = new TreeMap<>();
    private final Map<Integer, ComponentSums> byLambda = new TreeMap<>();
    private final SpreadSums spread = new SpreadSums();
    private final UncertaintySums calibration = new UncertaintySums();
    private final Proportion proportion = new Proportion();

    /** Sums over the spherical components of one order. */
    private static final class ComponentSums {
        private final ErrorSums errors = new ErrorSums();
        private final ErrorSums perAtom = new ErrorSums();
        private final SpreadSums spread = new SpreadSums();

        private ComponentMetrics metrics() {
            return new ComponentMetrics(errors.metrics(), perAtom.metrics(), spread.spread());
        }
    }

    public ErrorStatistics(FittedTarget target) {
        this(target, null);
    }

    private ErrorStatistics(FittedTarget target, @Nullable Derivative derivative) {
        this.target = target;
        this.derivative = derivative;
    }

    /** Returns empty statistics for each target of a model and each derivative that it was trained with. */
    public static List<ErrorStatistics> of(ModelParameters parameters) {
        List<ErrorStatistics> out = new ArrayList<>();
        for (FittedTarget t : parameters.targets()) {
            out.add(new ErrorStatistics(t));
            t.target().derivatives().forEach(d -> out.add(new ErrorStatistics(t, d)));
        }
        return out;
    }

    /**
     * Continues with predictions of another model of the same targets, such as that of the next fold of a
     * cross-validation.
     *
     * @param parameters of that model
     */
    void continueWith(ModelParameters parameters) {
        target = parameters.targets().stream()
                .filter(t -> t.name().equals(target.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected the target " + target.name()));
    }

    /** Adds the errors of a prediction, if its structure carries the target. */
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
        double[] y = TargetReading.read(s, t);
        boolean known = p.hasUncertainty(target.name());
        double[] u = known ? p.uncertainties(target.name()) : new double[0];
        double[] computed = known ? p.computedUncertainties(target.name()) : new double[0];
        CartesianMap map = t.form().map();
        double[] b = map.cartesian(target.baseline(s));
        if (!target.baselines().isEmpty()) {
            b = LearntForm.carried(s, t, b);
        }
        for (int i = 0; i < y.length; i++) {
            if (Double.isNaN(y[i])) {
                continue;
            }
            double e = v[i] - y[i];
            all.add(e);
            if (u.length > 0) {
                calibration.add(e, u[i], computed[i], target.signal());
            }
            spread.add(y[i], b[i]);
            if (t.quantity() == Target.Quantity.TOTAL) {
                perAtom.add(e / s.size());
            }
            if (t.quantity() == Target.Quantity.ATOM) {
                byElement
                        .computeIfAbsent(s.atomicNumber(i / map.cartesianSize()), z -> new ErrorSums())
                        .add(e);
            }
        }
        for (int at = 0; at < y.length; at += map.cartesianSize()) {
            if (!Double.isNaN(y[at])) {
                addComponents(map, s.size(), map.spherical(v, at), map.spherical(y, at), map.spherical(b, at));
            }
        }
    }

    /** Adds the spherical components of one tensor to the sums of their orders. */
    private void addComponents(CartesianMap map, int atoms, double[] found, double[] expected, double[] before) {
        for (CartesianMap.Part part : map.parts()) {
            ComponentSums sums = byLambda.computeIfAbsent(part.lambda(), l -> new ComponentSums());
            for (int c = part.offset(); c < part.offset() + part.size(); c++) {
                sums.errors.add(found[c] - expected[c]);
                if (quantity() == Target.Quantity.TOTAL) {
                    sums.perAtom.add((found[c] - expected[c]) / atoms);
                }
                sums.spread.add(expected[c], before[c]);
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
        boolean known = p.hasUncertainty(target, d);
        double[] u = known ? p.uncertainties(target, d) : new double[0];
        double[] computed = known ? p.computedUncertainties(target, d) : new double[0];
        boolean forces = d.kind() == Derivative.Kind.FORCES;
        double[] slope = p.baselineSlope(target.name(), d.kind());
        double toBaseline = 1
                / TargetReading.toSlope(s, d.kind())
                * d.perUnit(target.target().unit());
        for (int i = 0; i < y.length; i++) {
            if (Double.isNaN(y[i])) {
                continue;
            }
            double e = v[i] - y[i];
            all.add(e);
            if (u.length > 0) {
                calibration.add(e, u[i], computed[i], Math.abs(toBaseline) * target.signal());
            }
            double before = toBaseline * slope[i];
            spread.add(y[i], before);
            proportion.add(v[i] - before, y[i] - before);
            if (quantity() == Target.Quantity.TOTAL) {
                perAtom.add(e / s.size());
            }
            if (forces) {
                byElement
                        .computeIfAbsent(s.atomicNumber(i / 3), z -> new ErrorSums())
                        .add(e);
            }
        }
    }

    /** Returns the name of the target, or of its derivative. */
    public String name() {
        return derivative == null ? target.name() : derivative.name(target.name());
    }

    /** Returns the unit of the target, or of its derivative. */
    public Unit unit() {
        return derivative == null ? target.target().unit() : derivative.unit();
    }

    /**
     * Returns what the values belong to: for a derivative, forces belong to atoms, stress does not grow with the
     * structure, and the virial of a total does.
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

    /** Returns the number of values compared so far. */
    public long count() {
        return all.count();
    }

    /** Returns the mean absolute error; NaN without values. */
    public double mae() {
        return all.metrics().mae();
    }

    /** Returns the root mean squared error; NaN without values. */
    public double rmse() {
        return all.metrics().rmse();
    }

    /** Returns the largest absolute error. */
    public double max() {
        return all.metrics().max();
    }

    /** Returns the population standard deviation of the references. */
    public double spread() {
        return spread.spread().std();
    }

    /** Returns the population standard deviation of the references after all baselines are subtracted. */
    public double spreadWithoutBaselines() {
        return spread.spread().stdBaseline();
    }

    /**
     * Returns how the references of a derivative go with its predictions, both after the baselines are subtracted;
     * without pairs for other targets.
     */
    Proportion proportion() {
        return proportion;
    }

    /** Whether these are forces. */
    boolean forces() {
        return derivative != null && derivative.kind() == Derivative.Kind.FORCES;
    }

    /** Returns the errors beside the predictive standard deviations of those predictions that had one. */
    public StandardizedErrors calibration() {
        return calibration.ratios();
    }

    /** Returns everything that was gathered so far. */
    public TargetMetrics metrics() {
        return new TargetMetrics(name(), unit(), quantity(), all.metrics(), spread.spread(), breakdown());
    }

    private Breakdown breakdown() {
        Optional<UncertaintyMetrics> uncertainty =
                calibration.ratios().count() == 0 ? Optional.empty() : Optional.of(calibration.metrics());
        Target.Quantity q = quantity();
        return new Breakdown(
                uncertainty,
                q == Target.Quantity.TOTAL ? Optional.of(perAtom.metrics()) : Optional.empty(),
                q == Target.Quantity.ATOM ? Optional.of(each(byElement, ErrorSums::metrics)) : Optional.empty(),
                target.target().isTensor() ? Optional.of(each(byLambda, ComponentSums::metrics)) : Optional.empty());
    }

    private static <S, M> Map<Integer, M> each(Map<Integer, S> sums, Function<S, M> metrics) {
        Map<Integer, M> out = new TreeMap<>();
        sums.forEach((key, s) -> out.put(key, metrics.apply(s)));
        return out;
    }

    /** Returns the name of the target with its errors and their number, for logs and debuggers. */
    @Override
    public String toString() {
        return count() == 0
                ? name() + ": no values"
                : String.format(
                        Locale.ROOT, "%s: MAE %.4g, RMSE %.4g %s of %d", name(), mae(), rmse(), unit(), count());
    }
}
