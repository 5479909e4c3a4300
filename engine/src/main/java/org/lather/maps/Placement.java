package org.lather.maps;

import java.util.ArrayList;
import java.util.List;
import org.lather.execution.Execution;
import org.lather.gram.StructureBatches;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * Where all points are on a map, and which landmarks are most similar to them.
 *
 * @param coordinates [point][dimension]
 * @param nearest place of the most similar landmark of each point
 * @param similarities with it, k / √(k₁₁ k₂₂)
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package
record Placement(double[] coordinates, int[] nearest, double[] similarities) {
    /**
     * Places the points of structures.
     *
     * @param own kernels of the landmarks with themselves
     * @param count number of points
     */
    static Placement of(
            MapProjection map,
            LandmarkKernels kernels,
            double[] own,
            int count,
            Structures structures,
            Execution execution) {
        int d = map.dimensions();
        Placement out = new Placement(new double[Math.multiplyExact(count, d)], new int[count], new double[count]);
        execution.progress().stage("points", count);
        int done = 0;
        try (Frames frames = structures.frames()) {
            while (frames.hasNext()) {
                List<Structure> batch = new ArrayList<>(StructureBatches.next(frames));
                execution.check("Nothing was written.");
                double[] self = kernels.own(batch);
                double[] rows = kernels.rows(batch);
                for (int i = 0; i < self.length; i++) {
                    out.find(rows, i, self[i], own, done);
                }
                double[] x = map.project(rows, self);
                System.arraycopy(x, 0, out.coordinates, done * d, x.length);
                done += self.length;
                execution.progress().advance(self.length);
            }
        }
        return out;
    }

    private void find(double[] rows, int i, double self, double[] own, int first) {
        int m = own.length;
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < m; j++) {
            double product = self * own[j];
            double similarity = product > 0 ? rows[i * m + j] / Math.sqrt(product) : 0;
            if (similarity > most) {
                most = similarity;
                nearest[first + i] = j;
            }
        }
        similarities[first + i] = most;
    }

    /** Puts the landmarks where the map has them. */
    void put(int[] landmarks, double[] positions) {
        int d = positions.length / landmarks.length;
        for (int i = 0; i < landmarks.length; i++) {
            System.arraycopy(positions, i * d, coordinates, landmarks[i] * d, d);
        }
    }
}
