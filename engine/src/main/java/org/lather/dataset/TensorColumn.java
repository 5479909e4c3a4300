package org.lather.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.math.CartesianMap;
import org.lather.structure.Structure;
import org.lather.target.Baseline;
import org.lather.target.FittedBaseline;
import org.lather.target.Target;
import org.lather.target.TargetReading;
import org.lather.target.TensorReading;

/**
 * The spherical components of one tensor over the training set, [structure or atom][component], in the form that is
 * learnt; NaN if a structure lacks it. Values of other keys are subtracted when they are read, the fitted composition
 * of the isotropic component afterwards.
 */
public final class TensorColumn {
    private final String name;
    private final Target target;
    private final CartesianMap map;
    private final boolean perAtom;
    /** The isotropic component, if a composition is fitted to it. */
    private final @Nullable TargetColumn isotropic;

    private final int isotropicPlace;
    private double[] values = new double[0];
    private int size;
    private int structures;

    TensorColumn(String name, Target target) {
        this.name = name;
        this.target = target;
        this.map = target.form().map();
        this.perAtom = target.quantity() == Target.Quantity.ATOM;
        List<Baseline> fitted = target.baselines().stream()
                .filter(b -> b instanceof Baseline.Composition)
                .toList();
        this.isotropicPlace = map.parts().stream()
                .filter(p -> p.lambda() == 0)
                .mapToInt(CartesianMap.Part::offset)
                .findFirst()
                .orElse(0);
        this.isotropic = fitted.isEmpty()
                ? null
                : new TargetColumn(name, new Target(target.key(), target.unit(), target.quantity(), fitted));
    }

    public String name() {
        return name;
    }

    public Target target() {
        return target;
    }

    /** The number of structures that have the tensor. */
    public int structures() {
        return structures;
    }

    /** A component of a row: a structure, or an atom counted through the training set. */
    public double value(int row, int component) {
        return values[row * map.sphericalSize() + component];
    }

    void add(Structure s) {
        int n = perAtom ? s.size() : 1;
        int each = map.sphericalSize();
        if (size + n * each > values.length) {
            values = Arrays.copyOf(values, Math.max(256 * each, Math.addExact(size + n * each, size / 2)));
        }
        boolean has = TargetReading.has(s, target);
        if (has) {
            structures++;
            double[] v = TensorReading.learnt(s, target, TensorReading.read(s, target));
            double[] known = new double[n * each];
            for (Baseline b : target.baselines()) {
                if (b instanceof Baseline.Key key) {
                    new FittedBaseline.Key(key.key()).addTensors(s, target, known);
                }
            }
            for (int i = 0; i < n; i++) {
                double[] t = map.spherical(v, i * map.cartesianSize());
                for (int c = 0; c < each; c++) {
                    values[size + i * each + c] = t[c] - known[i * each + c];
                }
            }
        } else {
            Arrays.fill(values, size, size + n * each, Double.NaN);
        }
        if (isotropic != null) {
            isotropic.add(s, has ? isotropicOf(n, each) : null);
        }
        size += n * each;
    }

    private double[] isotropicOf(int n, int each) {
        double[] out = new double[n];
        Arrays.setAll(out, i -> values[size + i * each + isotropicPlace]);
        return out;
    }

    /** Fits the baselines and subtracts them. */
    List<FittedBaseline> fitBaselines(int[] elements) {
        List<FittedBaseline> out = new ArrayList<>();
        for (Baseline b : target.baselines()) {
            if (b instanceof Baseline.Key key) {
                out.add(new FittedBaseline.Key(key.key()));
            }
        }
        if (isotropic != null) {
            out.addAll(isotropic.fitBaselines(elements));
            for (int row = 0; row < size / map.sphericalSize(); row++) {
                values[row * map.sphericalSize() + isotropicPlace] = isotropic.value(row);
            }
        }
        return out;
    }

    /** Whether the same rows of both have values, and both are of structures or of atoms. */
    public boolean sameRows(TensorColumn other) {
        int rows = size / map.sphericalSize();
        if (target.quantity() != other.target.quantity() || rows != other.size / other.map.sphericalSize()) {
            return false;
        }
        for (int row = 0; row < rows; row++) {
            if (Double.isNaN(value(row, 0)) != Double.isNaN(other.value(row, 0))) {
                return false;
            }
        }
        return true;
    }

    /** Adds name and values to a digest. */
    void digest(MessageDigest to) {
        to.update(name.getBytes(StandardCharsets.UTF_8));
        ByteBuffer bits = ByteBuffer.allocate(8);
        for (int i = 0; i < size; i++) {
            to.update(bits.putDouble(0, values[i]).array());
        }
    }

    long bytes() {
        return 8L * values.length + (isotropic == null ? 0 : isotropic.bytes());
    }
}
