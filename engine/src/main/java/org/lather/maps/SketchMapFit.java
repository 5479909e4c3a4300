package org.lather.maps;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.lather.backend.DenseAlgebra;
import org.lather.execution.Execution;

/**
 * The search for a {@link SketchMap}: classical scaling of the distances, minimisation of the stress, then rounds in
 * which each landmark may move to the best node of a grid over the whole map, followed by a minimisation. It ends when
 * a round lowers the stress by less than a thousandth.
 *
 * @param dimensions of the map, from 1 to 3
 * @param high S, of the distances of the kernel
 * @param low s, of the distances on the map
 * @param algebra computes products of matrices
 * @param threads of the host
 */
public record SketchMapFit(int dimensions, Sigmoid high, Sigmoid low, DenseAlgebra algebra, int threads) {
    private static final int MOST_ROUNDS = 12;
    private static final int ITERATIONS = 300;
    private static final int SHORT = 60;
    private static final double TOLERANCE = 1e-5;
    private static final double ROUND_TOLERANCE = 1e-3;

    /** @throws IllegalArgumentException if the number of dimensions is not from 1 to 3 */
    public SketchMapFit {
        if (dimensions < 1 || dimensions > 3) {
            throw new IllegalArgumentException("expected 1 to 3 dimensions of a sketch-map, got " + dimensions);
        }
    }

    /** Computes the distances of n points from their kernels [n][n], [n][n]. */
    public static double[] distances(double[] k, int n) {
        double[] out = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                out[i * n + j] = Math.sqrt(Math.max(0, k[i * n + i] + k[j * n + j] - 2 * k[i * n + j]));
            }
        }
        return out;
    }

    /**
     * Computes the map.
     *
     * @param k kernels of the landmarks with each other, [n][n], symmetric
     * @param execution is asked for cancellation and notified of the progress
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     */
    public SketchMap fit(double[] k, int n, Execution execution) {
        double[] x = LinearStart.of(k, n, dimensions, threads);
        return from(x, k, n, execution);
    }

    /**
     * Computes the map from given positions.
     *
     * @param x positions of the landmarks, [n][dimension]; overwritten
     * @param k kernels of the landmarks with each other, [n][n], symmetric
     * @param execution is asked for cancellation and notified of the progress
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     */
    public SketchMap from(double[] x, double[] k, int n, Execution execution) {
        double[] transformed = distances(k, n);
        for (int i = 0; i < n * n; i++) {
            transformed[i] = high.ofSquare(transformed[i] * transformed[i]);
        }
        double[] own = new double[n];
        for (int i = 0; i < n; i++) {
            own[i] = k[i * n + i];
        }
        execution.progress().stage("map", 0);
        double least;
        try (RowWorkers workers = new RowWorkers(threads)) {
            SketchStress stress = new SketchStress(transformed, n, dimensions, low, workers);
            least = minimise(stress, x, ITERATIONS, execution);
            double before = Double.POSITIVE_INFINITY;
            for (int r = 0; r < MOST_ROUNDS && before - least > ROUND_TOLERANCE * least; r++) {
                before = least;
                double[] moved = x.clone();
                if (move(moved, stress, transformed, n, workers) == 0) {
                    break;
                }
                double reached = minimise(stress, moved, SHORT, execution);
                if (reached < least) {
                    least = reached;
                    System.arraycopy(moved, 0, x, 0, x.length);
                }
            }
        }
        return new SketchMap(x, own, this, least);
    }

    private static double minimise(SketchStress stress, double[] x, int iterations, Execution execution) {
        Minimisation.Function function = (y, gradient) -> {
            execution.check("Nothing was written.");
            execution.progress().advance(1);
            return stress.value(y, gradient);
        };
        return Minimisation.minimise(function, x, iterations, TOLERANCE);
    }

    /** A move of a point that would lower its sum. */
    @SuppressWarnings("ArrayRecordComponent") // used within one round
    private record Move(int point, double gain, double[] position) {}

    /**
     * Moves points to the best nodes of a grid. The moves are found for all points at once, with the others where they
     * are, and made one after the other, each if it still lowers the stress.
     *
     * @return number of moves
     */
    private int move(double[] x, SketchStress stress, double[] transformed, int n, RowWorkers workers) {
        PointGrid grid = new PointGrid(x, dimensions, low, workers);
        int[] best = grid.best(transformed, n, true, algebra);
        Move[] found = new Move[n];
        workers.each(n, (from, to) -> {
            PointFit fit = new PointFit(x, dimensions, low);
            for (int i = from; i < to; i++) {
                double[] position = new double[dimensions];
                grid.position(best[i], position);
                double reached = fit.minimise(transformed, i * n, i, position);
                found[i] = new Move(i, stress.ofPoint(x, i, x, i * dimensions) - reached, position);
            }
        });
        List<Move> moves = new ArrayList<>();
        for (Move m : found) {
            if (m.gain() > 1e-9 * n) {
                moves.add(m);
            }
        }
        moves.sort(Comparator.comparingDouble(Move::gain).reversed().thenComparingInt(Move::point));
        int made = 0;
        for (Move m : moves) {
            int i = m.point();
            if (stress.ofPoint(x, i, m.position(), 0) < stress.ofPoint(x, i, x, i * dimensions)) {
                System.arraycopy(m.position(), 0, x, i * dimensions, dimensions);
                made++;
            }
        }
        return made;
    }
}
