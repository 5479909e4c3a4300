package org.lather.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.math.CartesianMap;
import org.lather.math.Irrep;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.target.Baseline;
import org.lather.target.CompositionFit;
import org.lather.target.CompositionUncertainty;
import org.lather.target.FittedBaseline;
import org.lather.target.LearntForm;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/**
 * The values of one target over the training set in the form that is learnt, spherical components [structure or
 * atom][component]; a scalar has one component. They are NaN if a structure or atom lacks the target. Values are as
 * read, and without the baselines after {@link #fitBaselines}.
 */
public final class TargetValues {
    private final String name;
    private final Target target;
    private final CartesianMap map;
    private final boolean perAtom;
    private final int each;
    /** The component to which numbers of each element are fitted. */
    private final int isotropic;

    private final List<Baseline> baselines;
    private double[] values;
    private int size;
    private int structures;
    private long labels;
    private long atomsWithout;
    private final BitSet labelled = new BitSet();
    /** What a composition baseline would leave of the values, if there is none. */
    private double withoutComposition = Double.NaN;

    /** The largest absolute value as read. */
    private double largest;

    private final List<double[]> keyed = new ArrayList<>();
    private final List<Composition> compositions = new ArrayList<>();
    private final List<DerivativeCount> derivatives = new ArrayList<>();
    private final FreeAtoms freeAtoms;
    private @Nullable CompositionUncertainty composition;

    TargetValues(String name, Target target) {
        this.name = name;
        this.target = target;
        this.map = target.form().map();
        this.freeAtoms = new FreeAtoms(name, target);
        this.perAtom = target.quantity().isPerAtom();
        this.each = map.sphericalSize();
        this.isotropic = map.parts().stream()
                .filter(p -> p.irrep().equals(Irrep.SCALAR))
                .mapToInt(CartesianMap.Part::offset)
                .findFirst()
                .orElse(0);
        // for tensors, other keys are subtracted before the composition is fitted
        this.baselines = target.isTensor()
                ? target.baselines().stream()
                        .sorted(Comparator.comparing(b -> !FixedBaseline.exists(b)))
                        .toList()
                : target.baselines();
        this.values = new double[256 * each];
        baselines.forEach(b -> keyed.add(new double[FixedBaseline.exists(b) ? values.length : 0]));
        target.derivatives().forEach(d -> derivatives.add(new DerivativeCount(d)));
    }

    public String name() {
        return name;
    }

    public Target target() {
        return target;
    }

    /** The number of structures that have each derivative. */
    public List<DerivativeCount> derivatives() {
        return derivatives;
    }

    /** The number of structures that have the target. */
    public int structures() {
        return structures;
    }

    /** The number of structures, or of atoms for a target of atoms, that have the target. */
    public long labels() {
        return labels;
    }

    /**
     * The root mean square that a composition baseline would leave of the values over that of the values; NaN if there
     * is one, or an equal one. Known when baselines are fitted.
     */
    public double withoutComposition() {
        return withoutComposition;
    }

    /** The largest absolute value, before baselines are subtracted. */
    public double largest() {
        return largest;
    }

    /** The number of atoms that lack the target in structures where other atoms have it. */
    public long atomsWithout() {
        return atomsWithout;
    }

    /** The atomic numbers of the atoms that have the target, for a target of single atoms. */
    BitSet labelled() {
        return labelled;
    }

    /** A component of a row, which is a structure, or an atom numbered through the training set. */
    public double value(int row, int component) {
        return values[row * each + component];
    }

    /** The uncertainty of the composition baseline after {@link #fitBaselines}; empty if none was fitted. */
    public Optional<CompositionUncertainty> composition() {
        return Optional.ofNullable(composition);
    }

    /** Whether a row has a value. */
    public boolean has(int row) {
        return !Double.isNaN(values[row * each]);
    }

    /** The free atoms whose values are a baseline. */
    FreeAtoms freeAtoms() {
        return freeAtoms;
    }

    private int rows() {
        return size / each;
    }

    /** Adds a structure, which may lack the target. */
    void add(Structure s) {
        int n = perAtom ? s.size() : 1;
        grow(n * each);
        if (TargetReading.has(s, target)) {
            structures++;
            double[] v = LearntForm.learnt(s, target, TargetReading.read(s, target));
            for (int i = 0; i < n; i++) {
                if (Double.isNaN(v[i * map.cartesianSize()])) {
                    atomsWithout++;
                    Arrays.fill(values, size + i * each, size + (i + 1) * each, Double.NaN);
                } else {
                    labels++;
                    labelled.set(perAtom ? s.atomicNumber(i) : 0);
                    System.arraycopy(map.spherical(v, i * map.cartesianSize()), 0, values, size + i * each, each);
                }
            }
            for (double x : v) {
                largest = Double.isNaN(x) ? largest : Math.max(largest, Math.abs(x));
            }
            for (int b = 0; b < keyed.size(); b++) {
                if (keyed.get(b).length > 0) {
                    double[] k = new double[n * each];
                    FixedBaseline.of(baselines.get(b)).orElseThrow().addTo(s, target, k);
                    System.arraycopy(k, 0, keyed.get(b), size, k.length);
                }
            }
        } else {
            Arrays.fill(values, size, size + n * each, Double.NaN);
        }
        derivatives.forEach(d -> d.add(s));
        compositions.add(Composition.of(s, perAtom));
        size += n * each;
    }

    private void grow(int more) {
        if (size + more <= values.length) {
            return;
        }
        int to = Math.max(size + more, Math.addExact(size, size / 2));
        values = Arrays.copyOf(values, to);
        keyed.replaceAll(k -> k.length == 0 ? k : Arrays.copyOf(k, to));
    }

    /** Fits the baselines in order and subtracts each from the values. */
    List<FittedBaseline> fitBaselines(int[] elements) {
        List<FittedBaseline> out = new ArrayList<>();
        for (int b = 0; b < baselines.size(); b++) {
            FittedBaseline fitted = FixedBaseline.of(baselines.get(b)).orElse(null);
            if (fitted != null) {
                double[] k = keyed.get(b);
                for (int i = 0; i < size; i++) {
                    values[i] -= k[i];
                }
            } else {
                fitted = new FittedBaseline.Elements(fitElements(baselines.get(b), elements));
            }
            out.add(fitted);
        }
        if (!target.isTensor() && baselines.stream().allMatch(FixedBaseline::exists)) {
            withoutComposition =
                    CompositionShare.left(elements, rows -> forEachRow(elements, rows), row -> value(row, isotropic));
        }
        keyed.clear();
        compositions.clear();
        return out;
    }

    /** Subtracts a number for each element, and returns these numbers. */
    private Map<Integer, Double> fitElements(Baseline baseline, int[] elements) {
        return baseline.match(new Baseline.Cases<>() {
            @Override
            public Map<Integer, Double> composition(Baseline.Composition b) {
                return fitComposition(elements);
            }

            @Override
            public Map<Integer, Double> given(Baseline.Given b) {
                expectNumbers(b, elements);
                subtract(elements, b.byAtomicNumber());
                return b.byAtomicNumber();
            }

            @Override
            public Map<Integer, Double> isolatedAtoms(Baseline.IsolatedAtoms b) {
                Map<Integer, Double> numbers = freeAtoms.numbers(elements);
                subtract(elements, numbers);
                return numbers;
            }

            @Override
            public Map<Integer, Double> key(Baseline.Key b) {
                throw new IllegalArgumentException("expected numbers by element, got the key " + b.key());
            }

            @Override
            public Map<Integer, Double> repulsion(Baseline.Repulsion b) {
                throw new IllegalArgumentException("expected numbers by element, got a repulsion");
            }
        });
    }

    private void expectNumbers(Baseline.Given given, int[] elements) {
        for (int z : elements) {
            if (!given.byAtomicNumber().containsKey(z)) {
                throw new DataException(
                        "the baseline of target `" + name + "` has no number for " + Element.symbol(z)
                                + ", which the training data contain",
                        Cure.text("Give one"));
            }
        }
    }

    private Map<Integer, Double> fitComposition(int[] elements) {
        Map<Integer, Double> sum = new TreeMap<>();
        CompositionFit first = new CompositionFit(elements);
        // the second round subtracts what rounding left of the first, if totals are large
        for (int round = 0; round < 2; round++) {
            CompositionFit fit = round == 0 ? first : new CompositionFit(elements);
            forEachRow(elements, (row, counts, weight) -> fit.add(counts, value(row, isotropic), weight));
            Map<Integer, Double> change = fit.solve();
            subtract(elements, change);
            change.forEach((z, e) -> sum.merge(z, e, Double::sum));
        }
        double[] residual = new double[1];
        forEachRow(elements, (row, counts, weight) -> {
            double r = value(row, isotropic);
            residual[0] += weight * r * r;
        });
        composition = first.uncertainty(residual[0]);
        return sum;
    }

    private void subtract(int[] elements, Map<Integer, Double> byAtomicNumber) {
        double[] e = Arrays.stream(elements)
                .mapToDouble(z -> byAtomicNumber.getOrDefault(z, 0.0))
                .toArray();
        forEachRow(elements, (row, counts, weight) -> {
            double s = 0;
            for (int k = 0; k < e.length; k++) {
                s += counts[k] * e[k];
            }
            values[row * each + isotropic] -= s;
        });
    }

    private void forEachRow(int[] elements, CompositionShare.RowConsumer consumer) {
        int row = 0;
        for (Composition c : compositions) {
            for (int i = 0; i < c.rows(); i++, row++) {
                if (has(row)) {
                    double[] counts = c.counts(i, elements);
                    consumer.accept(
                            row,
                            target.quantity() == Target.Quantity.MEAN ? c.fractions(counts) : counts,
                            target.quantity().weight(c.atoms()));
                }
            }
        }
    }

    /** Adds name and values to a digest. */
    void digest(MessageDigest to) {
        to.update(name.getBytes(StandardCharsets.UTF_8));
        ByteBuffer bits = ByteBuffer.allocate(8);
        for (int i = 0; i < size; i++) {
            to.update(bits.putDouble(0, values[i]).array());
        }
        derivatives.forEach(d -> to.update(d.sha256()));
    }

    /** Whether the rows of both are of structures or of atoms, and the same rows have values. */
    public boolean sameRows(TargetValues other) {
        if (target.quantity() != other.target.quantity() || rows() != other.rows()) {
            return false;
        }
        for (int row = 0; row < rows(); row++) {
            if (has(row) != other.has(row)) {
                return false;
            }
        }
        return true;
    }

    long bytes() {
        return 8L * values.length * (1 + keyed.size()) + 64L * structures;
    }
}
