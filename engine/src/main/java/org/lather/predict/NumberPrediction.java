package org.lather.predict;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.RowMap;
import org.lather.backend.Tile;
import org.lather.gram.KernelRows;
import org.lather.gram.RowReduction;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;
import org.lather.target.Target;

/**
 * Predicts the scalar targets of a model, with uncertainties if requested, from rows of K_NM of structures and atoms.
 */
public final class NumberPrediction {
    private final List<FittedTarget> numbers;
    private final Backend backend;
    private final KernelRows rows;

    /** @param rows rows for the representatives; owned by the caller */
    public NumberPrediction(ModelParameters parameters, Backend backend, KernelRows rows) {
        this.numbers = parameters.numbers();
        this.backend = backend;
        this.rows = rows;
    }

    /**
     * Stores values and, if requested, per-atom contributions in predictions.
     *
     * @param structureRows receives the sum of the rows of each structure's atoms, [M], which it may overwrite; null if
     *     not needed
     */
    public void add(
            List<Prediction> predictions, boolean shares, @Nullable BiConsumer<Prediction, double[]> structureRows) {
        List<Structure> batch = predictions.stream().map(Prediction::structure).toList();
        RowReduction reduction = new RowReduction(batch);
        Map<Target.Quantity, Tile> tiles = new EnumMap<>(Target.Quantity.class);
        double[][] atoms = new double[numbers.size()][];
        try {
            for (int t = 0; t < atoms.length; t++) {
                Target.Quantity q = numbers.get(t).target().quantity();
                if (q.isPerAtom() || shares) {
                    atoms[t] = new double[reduction.environments()];
                }
                if (!q.isPerAtom()) {
                    tiles.computeIfAbsent(q, k -> tile(batch.size()));
                }
            }
            if (structureRows != null) {
                tiles.computeIfAbsent(Target.Quantity.TOTAL, k -> tile(batch.size()));
            }
            rows.compute(batch, (from, to, environments) -> {
                tiles.forEach((q, tile) -> backend.reduce(
                        environments,
                        new RowMap(reduction.rows(q, from, to, 0), reduction.factors(q, from, to)),
                        tile));
                perAtom(environments, from, to, atoms);
            });
            Map<Target.Quantity, double[]> sums = new EnumMap<>(Target.Quantity.class);
            tiles.forEach((q, tile) -> sums.put(q, tile.download()));
            for (int t = 0; t < atoms.length; t++) {
                FittedTarget f = numbers.get(t);
                double[] k = sums.get(f.target().quantity());
                distribute(f, k == null ? atoms[t] : multiply(k, batch.size(), f.weights()), predictions);
                if (k != null && shares) {
                    distributeShares(f, atoms[t], reduction.factors(f.target().quantity()), predictions);
                }
            }
            double[] totals = sums.get(Target.Quantity.TOTAL);
            int m = rows.size();
            for (int i = 0; structureRows != null && totals != null && i < batch.size(); i++) {
                structureRows.accept(predictions.get(i), Arrays.copyOfRange(totals, i * m, (i + 1) * m));
            }
        } finally {
            tiles.values().forEach(Tile::close);
        }
    }

    /**
     * A tile for sums of structures. It cannot be divided, so rows of environments are freed if a device runs out of
     * memory.
     */
    private Tile tile(int structures) {
        try {
            return backend.tile(structures, rows.size());
        } catch (DeviceMemoryException e) {
            rows.release();
            return backend.tile(structures, rows.size());
        }
    }

    private void perAtom(Tile environments, int from, int to, double[][] atoms) {
        double[] k = null;
        for (int t = 0; t < atoms.length; t++) {
            if (atoms[t] != null) {
                k = k == null ? environments.download() : k;
                double[] v = multiply(k, to - from, numbers.get(t).weights());
                System.arraycopy(v, 0, atoms[t], from, to - from);
            }
        }
    }

    private static double[] multiply(double[] k, int rows, double[] weights) {
        int m = weights.length;
        double[] out = new double[rows];
        for (int i = 0; i < rows; i++) {
            double s = 0;
            for (int j = 0; j < m; j++) {
                s += k[i * m + j] * weights[j];
            }
            out[i] = s;
        }
        return out;
    }

    private static void distribute(FittedTarget f, double[] values, List<Prediction> out) {
        int next = 0;
        for (Prediction p : out) {
            double[] v = f.baseline(p.structure());
            for (int i = 0; i < v.length; i++) {
                v[i] += values[next++];
            }
            p.put(f.name(), v);
        }
    }

    private static void distributeShares(FittedTarget f, double[] values, double[] factors, List<Prediction> out) {
        int next = 0;
        for (Prediction p : out) {
            double[] v = f.baselineShares(p.structure());
            for (int i = 0; i < v.length; i++, next++) {
                v[i] += factors[next] * values[next];
            }
            p.putShares(f.name(), v);
        }
    }
}
