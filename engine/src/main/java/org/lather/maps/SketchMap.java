package org.lather.maps;

import org.jspecify.annotations.Nullable;
import org.lather.backend.DenseAlgebra;

/**
 * A sketch-map of landmarks (Ceriotti, Tribello, Parrinello, PNAS 108, 13023 (2011), doi:10.1073/pnas.1108486108):
 * positions x_i with the least stress, the mean over pairs of (S(D_ij) − s(|x_i − x_j|))², where D are the distances of
 * the kernel, D² = k_ii + k_jj − 2 k_ij, and S and s are {@link Sigmoid}s. Further points are placed where the sum of
 * their squared differences to the landmarks is least.
 */
public final class SketchMap implements MapProjection {
    private final double[] positions;
    private final double[] own;
    private final int dimensions;
    private final Sigmoid high;
    private final Sigmoid low;
    private final double stress;
    private final DenseAlgebra algebra;
    private final int threads;

    /**
     * @param positions of the landmarks, [landmark][dimension]
     * @param own kernels of the landmarks with themselves
     */
    SketchMap(double[] positions, double[] own, SketchMapFit fit, double stress) {
        this.positions = positions;
        this.own = own;
        this.dimensions = fit.dimensions();
        this.high = fit.high();
        this.low = fit.low();
        this.stress = stress;
        this.algebra = fit.algebra();
        this.threads = fit.threads();
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public double[] landmarks() {
        return positions.clone();
    }

    /** The stress of the landmarks: the mean over pairs, all with equal weights. */
    @Override
    public double stress() {
        return stress;
    }

    @Override
    public double[] eigenvalues() {
        return new double[0];
    }

    /** The sigmoid S of the distances of the kernel. */
    public Sigmoid high() {
        return high;
    }

    /** The sigmoid s of the distances on the map. */
    public Sigmoid low() {
        return low;
    }

    @Override
    public double[] project(double[] kernels, double[] self) {
        int n = own.length;
        int count = self.length;
        double[] out = new double[count * dimensions];
        try (RowWorkers workers = new RowWorkers(threads)) {
            workers.each(count, (from, to) -> {
                for (int i = from; i < to; i++) {
                    for (int j = 0; j < n; j++) {
                        double square = self[i] + own[j] - 2 * kernels[i * n + j];
                        kernels[i * n + j] = high.ofSquare(Math.max(0, square));
                    }
                }
            });
            PointGrid grid = grid(workers);
            int[] best = grid.best(kernels, count, false, algebra);
            workers.each(count, (from, to) -> {
                PointFit fit = new PointFit(positions, dimensions, low);
                double[] x = new double[dimensions];
                double[] y = new double[dimensions];
                for (int i = from; i < to; i++) {
                    grid.position(best[i], x);
                    double least = fit.minimise(kernels, i * n, -1, x);
                    System.arraycopy(positions, nearest(kernels, i * n) * dimensions, y, 0, dimensions);
                    boolean nearer = fit.minimise(kernels, i * n, -1, y) < least;
                    System.arraycopy(nearer ? y : x, 0, out, i * dimensions, dimensions);
                }
            });
        }
        return out;
    }

    private volatile @Nullable PointGrid kept;

    private PointGrid grid(RowWorkers workers) {
        PointGrid grid = kept;
        if (grid == null) {
            grid = new PointGrid(positions, dimensions, low, workers);
            kept = grid;
        }
        return grid;
    }

    private int nearest(double[] transformed, int from) {
        int best = 0;
        for (int j = 1; j < own.length; j++) {
            best = transformed[from + j] < transformed[from + best] ? j : best;
        }
        return best;
    }
}
