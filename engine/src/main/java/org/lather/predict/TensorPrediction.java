package org.lather.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.backend.Owned;
import org.lather.backend.Tile;
import org.lather.execution.MemoryPlan.Item;
import org.lather.gram.KernelRows;
import org.lather.kernel.EnvironmentKernel;
import org.lather.math.CartesianMap;
import org.lather.model.FittedBlock;
import org.lather.model.FittedTarget;
import org.lather.model.IrrepFeatures;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/**
 * Predicts the tensor targets of a model: the irreducible components of each order, combined to Cartesian components.
 */
final class TensorPrediction implements AutoCloseable {
    /** Largest number of environments at a time. */
    private static final int RANGE = 128;

    private final ModelParameters parameters;
    private final Map<IrrepFeatures, KernelRows> rows = new LinkedHashMap<>();

    TensorPrediction(ModelParameters parameters, Backend backend, int rangeSize) {
        this.parameters = parameters;
        Owned.orClose(() -> load(backend, rangeSize), this::close);
    }

    private void load(Backend backend, int rangeSize) {
        for (IrrepFeatures f : parameters.tensors()) {
            rows.put(
                    f,
                    new KernelRows(
                            backend,
                            parameters.kernel(f),
                            parameters.channels(),
                            parameters.representatives(f),
                            Math.min(RANGE, rangeSize)));
        }
    }

    /** The memory for a number of environments at a time. */
    static List<Item> items(ModelParameters parameters, int rangeSize) {
        List<Item> out = new ArrayList<>();
        long range = Math.min(RANGE, rangeSize);
        for (IrrepFeatures f : parameters.tensors()) {
            EnvironmentKernel k = parameters.kernel(f);
            long m = parameters.size();
            long c = k.components();
            String order = "of lambda " + f.irrep().lambda();
            out.add(new Item("representatives " + order, 8 * m * k.values(parameters.channels())));
            out.add(new Item("features " + order, 8 * range * k.values(parameters.channels())));
            out.add(new Item("tiles " + order, 16 * range * c * m * c));
        }
        return out;
    }

    /** Stores values and, if requested, per-atom contributions in predictions. */
    void add(List<Prediction> predictions, boolean shares) {
        List<Structure> structures =
                predictions.stream().map(Prediction::structure).toList();
        int n = structures.stream().mapToInt(Structure::size).sum();
        Map<String, double[]> spherical = new LinkedHashMap<>();
        for (FittedTarget t : parameters.targets()) {
            if (t.target().isTensor()) {
                spherical.put(t.name(), new double[n * t.target().form().map().sphericalSize()]);
            }
        }
        rows.forEach((f, r) -> r.compute(structures, (from, to, tile) -> multiply(f, from, to, tile, spherical)));
        for (FittedTarget t : parameters.targets()) {
            double[] v = spherical.get(t.name());
            if (v != null) {
                distribute(t, v, predictions, shares);
            }
        }
    }

    private void multiply(IrrepFeatures f, int from, int to, Tile tile, Map<String, double[]> spherical) {
        double[] k = tile.download();
        int c = f.irrep().components();
        int columns = c * parameters.size();
        for (FittedTarget t : parameters.targets()) {
            double[] out = spherical.get(t.name());
            if (out == null) {
                continue;
            }
            CartesianMap map = t.target().form().map();
            for (FittedBlock p : t.blocks()) {
                if (!p.irrep().equals(f.irrep())) {
                    continue;
                }
                int offset = offset(map, p);
                for (int row = 0; row < (to - from) * c; row++) {
                    double s = 0;
                    for (int j = 0; j < columns; j++) {
                        s += k[row * columns + j] * p.weights()[j];
                    }
                    out[(from + row / c) * map.sphericalSize() + offset + row % c] = s;
                }
            }
        }
    }

    private static int offset(CartesianMap map, FittedBlock part) {
        for (CartesianMap.Part p : map.parts()) {
            if (p.irrep().equals(part.irrep()) && p.index() == part.index()) {
                return p.offset();
            }
        }
        throw new IllegalArgumentException(
                "expected a part of the tensor, got lambda " + part.irrep().lambda());
    }

    /** @param atoms spherical components of each atom of the structures */
    private static void distribute(FittedTarget t, double[] atoms, List<Prediction> predictions, boolean shares) {
        CartesianMap map = t.target().form().map();
        int each = map.sphericalSize();
        int first = 0;
        for (Prediction p : predictions) {
            Structure s = p.structure();
            double[] own = Arrays.copyOfRange(atoms, first * each, (first + s.size()) * each);
            first += s.size();
            if (t.target().quantity().isPerAtom()) {
                add(t.baseline(s), own);
                p.put(t.name(), TargetReading.carried(s, t.target(), cartesian(map, own)));
                continue;
            }
            if (t.target().quantity() == Target.Quantity.MEAN) {
                for (int k = 0; k < own.length; k++) {
                    own[k] /= s.size();
                }
            }
            double[] sum = t.baseline(s);
            double[] baseline = sum.clone();
            for (int k = 0; k < own.length; k++) {
                sum[k % each] += own[k];
            }
            p.put(t.name(), TargetReading.carried(s, t.target(), cartesian(map, sum)));
            if (shares) {
                for (int k = 0; k < own.length; k++) {
                    own[k] += baseline[k % each] / s.size();
                }
                p.putShares(t.name(), cartesian(map, own));
            }
        }
    }

    private static void add(double[] more, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] += more[k];
        }
    }

    private static double[] cartesian(CartesianMap map, double[] spherical) {
        int rows = spherical.length / map.sphericalSize();
        double[] out = new double[rows * map.cartesianSize()];
        for (int i = 0; i < rows; i++) {
            map.addCartesian(
                    Arrays.copyOfRange(spherical, i * map.sphericalSize(), (i + 1) * map.sphericalSize()),
                    out,
                    i * map.cartesianSize());
        }
        return out;
    }

    @Override
    public void close() {
        rows.values().forEach(KernelRows::close);
        rows.clear();
    }
}
