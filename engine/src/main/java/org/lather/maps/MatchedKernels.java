package org.lather.maps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.FeatureBlock;
import org.lather.gram.FeaturesOfAll;
import org.lather.gram.Representatives;
import org.lather.gram.StructureBatches;
import org.lather.match.StoredStructures;
import org.lather.match.StructureMatrix;
import org.lather.match.StructureMatrix.Entries;
import org.lather.match.StructureRows;
import org.lather.structure.Structure;

/** The kernels of options with landmarks, which are on the backend until {@link #close}. */
final class MatchedKernels implements LandmarkKernels {
    private final StructureMatrix matrix;
    private final boolean normalise;
    private final int landmarks;
    private final StructureRows rows;
    private double[] roots = {};

    /**
     * @param chosen structures with landmarks
     * @param wanted indices of the landmarks among the points of the chosen structures
     * @param rangeSize number of environments at a time
     */
    MatchedKernels(StructureMatrix matrix, boolean normalise, List<Structure> chosen, int[] wanted, int rangeSize) {
        this.matrix = matrix;
        this.normalise = normalise;
        this.landmarks = wanted.length;
        this.rows = new StructureRows(matrix, stored(matrix, chosen, wanted, rangeSize), rangeSize);
        if (normalise) {
            double[] own = self(chosen);
            roots = Arrays.stream(wanted).mapToDouble(i -> Math.sqrt(own[i])).toArray();
        }
    }

    private static StoredStructures stored(
            StructureMatrix matrix, List<Structure> chosen, int[] wanted, int rangeSize) {
        FeaturesOfAll features = new FeaturesOfAll(matrix.backend(), matrix.environments(), matrix.channels());
        if (matrix.entries() == Entries.STRUCTURES) {
            List<Structure> ordered =
                    Arrays.stream(wanted).mapToObj(chosen::get).toList();
            return StoredStructures.of(ordered, features, rangeSize);
        }
        // only the wanted rows of each batch are kept
        int terms = matrix.environments().terms().size();
        double[][] values = new double[terms][];
        int[] centers = new int[wanted.length];
        Integer[] order = new Integer[wanted.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Integer.compare(wanted[a], wanted[b]));
        int next = 0;
        int first = 0;
        for (int from = 0; from < chosen.size(); ) {
            List<Structure> batch =
                    StructureBatches.next(chosen.subList(from, chosen.size()).iterator());
            Representatives all = features.of(batch, rangeSize);
            int end = first + all.count();
            for (; next < order.length && wanted[order[next]] < end; next++) {
                int to = order[next];
                int row = wanted[to] - first;
                for (int t = 0; t < terms; t++) {
                    FeatureBlock block = all.features().get(t);
                    if (values[t] == null) {
                        values[t] = new double[Math.multiplyExact(wanted.length, block.columns())];
                    }
                    block.read(row, row + 1, values[t], to * block.columns());
                    centers[to] = block.centers()[row];
                }
            }
            first = end;
            from += batch.size();
        }
        List<FeatureBlock> blocks = new ArrayList<>();
        for (double[] v : values) {
            blocks.add(new FeatureBlock(v, v.length / wanted.length, centers));
        }
        int[] ones = new int[wanted.length];
        Arrays.fill(ones, 1);
        return new StoredStructures(new Representatives(blocks), ones);
    }

    @Override
    public double[] rows(List<Structure> structures) {
        double[] out = new double[Math.multiplyExact(matrix.entries().count(structures), landmarks)];
        rows.compute(structures, (i, kernels) -> {
            matrix.execution().check("Nothing was written.");
            System.arraycopy(kernels, 0, out, i * landmarks, landmarks);
        });
        if (normalise) {
            double[] own = self(structures);
            for (int i = 0; i < own.length; i++) {
                for (int j = 0; j < landmarks; j++) {
                    double by = Math.sqrt(own[i]) * roots[j];
                    out[i * landmarks + j] = by > 0 ? out[i * landmarks + j] / by : 0;
                }
            }
        }
        return out;
    }

    @Override
    public double[] own(List<Structure> structures) {
        if (!normalise) {
            return self(structures);
        }
        double[] out = new double[matrix.entries().count(structures)];
        Arrays.fill(out, 1);
        return out;
    }

    private double[] self(List<Structure> structures) {
        return matrix.diagonal(structures);
    }

    @Override
    public void close() {
        rows.close();
    }
}
