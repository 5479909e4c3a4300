package org.lather.maps;

import java.util.List;
import java.util.function.Function;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.structure.Structure;

/** Scalar products of features with those of landmarks; features are centred and scaled by the landmarks. */
final class LinearKernels implements LandmarkKernels {
    private final Function<List<Structure>, double[]> features;
    private final DenseAlgebra algebra;
    private final LinearFeatures scaling;
    private final double[] landmarks;
    private final int count;

    /**
     * @param features computes the features of all points of structures, [point][feature]
     * @param chosen structures with landmarks
     * @param points number of points of the chosen structures
     * @param wanted indices of the landmarks among the points of the chosen structures
     */
    LinearKernels(
            Function<List<Structure>, double[]> features,
            List<Structure> chosen,
            int points,
            int[] wanted,
            DenseAlgebra algebra) {
        this.features = features;
        this.algebra = algebra;
        this.count = wanted.length;
        double[] all = features.apply(chosen);
        int columns = all.length / points;
        landmarks = new double[Math.multiplyExact(count, columns)];
        for (int i = 0; i < count; i++) {
            System.arraycopy(all, wanted[i] * columns, landmarks, i * columns, columns);
        }
        scaling = LinearFeatures.of(landmarks, count);
        scaling.apply(landmarks);
    }

    @Override
    public double[] rows(List<Structure> structures) {
        double[] x = features.apply(structures);
        scaling.apply(x);
        int columns = landmarks.length / count;
        int n = x.length / columns;
        double[] out = new double[n * count];
        algebra.gemm(
                1,
                Matrix.of(x, n, columns),
                Matrix.of(landmarks, count, columns).transpose(),
                0,
                Matrix.of(out, n, count));
        return out;
    }

    @Override
    public double[] own(List<Structure> structures) {
        double[] x = features.apply(structures);
        scaling.apply(x);
        int columns = landmarks.length / count;
        double[] out = new double[x.length / columns];
        for (int i = 0; i < x.length; i++) {
            out[i / columns] += x[i] * x[i];
        }
        return out;
    }

    @Override
    public void close() {}
}
