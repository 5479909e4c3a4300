package org.lather.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.Baseline;
import org.lather.target.CompositionFit;
import org.lather.target.FittedBaseline;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/**
 * The values of one target over the training set: one for each structure, or one for each atom; NaN if a structure
 * lacks it. They are as read, and after {@link #fitBaselines} without the baselines.
 */
public final class TargetColumn {
    private final String name;
    private final Target target;
    private final boolean perAtom;
    private double[] values = new double[256];
    private int size;
    private int rows;
    private final List<double[]> keyed = new ArrayList<>();
    private final List<int[]> compositions = new ArrayList<>();
    private final List<DerivativeCount> derivatives = new ArrayList<>();
    private double spread;
    private double spreadWithoutBaselines;

    TargetColumn(String name, Target target) {
        this.name = name;
        this.target = target;
        this.perAtom = target.quantity() == Target.Quantity.ATOM;
        target.baselines().forEach(b -> keyed.add(new double[isPerStructure(b) ? 256 : 0]));
        target.derivatives().forEach(d -> derivatives.add(new DerivativeCount(d)));
    }

    /** Whether a baseline can differ between structures of the same composition. */
    private static boolean isPerStructure(Baseline b) {
        return b instanceof Baseline.Key || b instanceof Baseline.Repulsion;
    }

    public String name() {
        return name;
    }

    /** The number of structures that have each derivative. */
    public List<DerivativeCount> derivatives() {
        return derivatives;
    }

    public Target target() {
        return target;
    }

    /** The number of structures that have the target. */
    public int rows() {
        return rows;
    }

    /** The value of a row: a structure, or an atom counted through the training set. */
    public double value(int row) {
        return values[row];
    }

    /** The population standard deviation of the values as read. */
    double spread() {
        return spread;
    }

    /** The population standard deviation of the values after baselines are subtracted. */
    double spreadWithoutBaselines() {
        return spreadWithoutBaselines;
    }

    void add(Structure s) {
        add(s, TargetReading.has(s, target) ? TargetReading.read(s, target) : null);
    }

    /** @param v one value, or one for each atom; null if the structure lacks the target */
    void add(Structure s, double @Nullable [] v) {
        int n = perAtom ? s.size() : 1;
        boolean has = v != null;
        grow(n);
        if (v != null) {
            System.arraycopy(v, 0, values, size, n);
            rows++;
        } else {
            Arrays.fill(values, size, size + n, Double.NaN);
        }
        for (int b = 0; b < keyed.size(); b++) {
            if (has && target.baselines().get(b) instanceof Baseline.Key key) {
                double[] k = TargetReading.read(s, key.key(), target.quantity(), "baseline");
                System.arraycopy(k, 0, keyed.get(b), size, n);
            } else if (has && target.baselines().get(b) instanceof Baseline.Repulsion r) {
                System.arraycopy(FittedBaseline.Repulsion.of(r).of(s, target), 0, keyed.get(b), size, n);
            }
        }
        derivatives.forEach(d -> d.add(s));
        compositions.add(composition(s));
        size += n;
    }

    private void grow(int more) {
        if (size + more <= values.length) {
            return;
        }
        int to = Math.max(size + more, Math.addExact(size, size / 2));
        values = Arrays.copyOf(values, to);
        keyed.replaceAll(k -> k.length == 0 ? k : Arrays.copyOf(k, to));
    }

    /** The composition as alternating atomic numbers and counts; for per-atom targets the atomic numbers in order. */
    private int[] composition(Structure s) {
        int[] z = s.atomicNumbers();
        if (perAtom) {
            return z;
        }
        Arrays.sort(z);
        int[] out = new int[2 * z.length];
        int n = 0;
        for (int x : z) {
            if (n > 0 && out[n - 2] == x) {
                out[n - 1]++;
            } else {
                out[n++] = x;
                out[n++] = 1;
            }
        }
        return Arrays.copyOf(out, n);
    }

    /** Fits the baselines in order and subtracts each from the values. */
    List<FittedBaseline> fitBaselines(int[] elements) {
        spread = deviation();
        List<FittedBaseline> out = new ArrayList<>();
        for (int b = 0; b < target.baselines().size(); b++) {
            Baseline baseline = target.baselines().get(b);
            if (isPerStructure(baseline)) {
                for (int i = 0; i < size; i++) {
                    values[i] -= keyed.get(b)[i];
                }
            }
            if (baseline instanceof Baseline.Key key) {
                out.add(new FittedBaseline.Key(key.key(), key.derivatives()));
            } else if (baseline instanceof Baseline.Repulsion r) {
                out.add(FittedBaseline.Repulsion.of(r));
            } else if (baseline instanceof Baseline.Given given) {
                for (int z : elements) {
                    if (!given.byAtomicNumber().containsKey(z)) {
                        throw new DataException(
                                "the baseline of target `" + name + "` has no number for "
                                        + org.lather.structure.Element.symbol(z)
                                        + ", which the training data contain",
                                Cure.text("Give one"));
                    }
                }
                takeOff(elements, given.byAtomicNumber());
                out.add(new FittedBaseline.Elements(given.byAtomicNumber()));
            } else {
                out.add(new FittedBaseline.Elements(fitComposition(elements)));
            }
        }
        keyed.clear();
        compositions.clear();
        spreadWithoutBaselines = deviation();
        return out;
    }

    private Map<Integer, Double> fitComposition(int[] elements) {
        Map<Integer, Double> sum = new java.util.TreeMap<>();
        // the second round subtracts what rounding left of the first, if totals are large
        for (int round = 0; round < 2; round++) {
            CompositionFit fit = new CompositionFit(elements);
            each(elements, (row, counts, weight) -> fit.add(counts, values[row], weight));
            Map<Integer, Double> part = fit.solve();
            takeOff(elements, part);
            part.forEach((z, e) -> sum.merge(z, e, Double::sum));
        }
        return sum;
    }

    private void takeOff(int[] elements, Map<Integer, Double> byAtomicNumber) {
        double[] e = Arrays.stream(elements)
                .mapToDouble(z -> byAtomicNumber.getOrDefault(z, 0.0))
                .toArray();
        each(elements, (row, counts, weight) -> {
            double s = 0;
            for (int k = 0; k < e.length; k++) {
                s += counts[k] * e[k];
            }
            values[row] -= s;
        });
    }

    private interface Row {
        void accept(int row, double[] counts, double weight);
    }

    private void each(int[] elements, Row consumer) {
        double[] counts = new double[elements.length];
        int row = 0;
        for (int[] c : compositions) {
            int n = perAtom ? c.length : 1;
            for (int i = 0; i < n; i++, row++) {
                if (Double.isNaN(values[row])) {
                    continue;
                }
                Arrays.fill(counts, 0);
                int atoms = 0;
                if (perAtom) {
                    counts[Arrays.binarySearch(elements, c[i])] = 1;
                    atoms = 1;
                } else {
                    for (int k = 0; k < c.length; k += 2) {
                        counts[Arrays.binarySearch(elements, c[k])] = c[k + 1];
                        atoms += c[k + 1];
                    }
                }
                if (target.quantity() == Target.Quantity.MEAN) {
                    for (int k = 0; k < counts.length; k++) {
                        counts[k] /= atoms;
                    }
                }
                consumer.accept(row, counts, target.quantity() == Target.Quantity.TOTAL ? 1.0 / atoms : 1);
            }
        }
    }

    private double deviation() {
        double mean = 0;
        double squares = 0;
        int n = 0;
        for (int i = 0; i < size; i++) {
            if (!Double.isNaN(values[i])) {
                double d = values[i] - mean;
                mean += d / ++n;
                squares += d * (values[i] - mean);
            }
        }
        return n == 0 ? 0 : Math.sqrt(squares / n);
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

    /** Whether the same rows of both have values. */
    public boolean sameRows(TargetColumn other) {
        if (size != other.size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (Double.isNaN(values[i]) != Double.isNaN(other.values[i])) {
                return false;
            }
        }
        return true;
    }

    long bytes() {
        return 8L * values.length * (1 + keyed.size()) + 64L * rows;
    }
}
