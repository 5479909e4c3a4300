package org.lather.selection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.execution.Execution;

/** One farthest point sampling, with upper bounds of the distances of all points. */
final class FarthestRun {
    /** Largest number of points that are compared with the chosen ones at a time. */
    static final int BATCH = 256;

    /** Number of points in the first comparison of a choice; it doubles while the choice is not decided. */
    private static final int FIRST_BATCH = 8;

    /** Number of chosen points in one product of matrices. */
    private static final int CHUNK = 64;

    private final Points points;
    private final DenseAlgebra algebra;
    private final Execution execution;
    private final double[] norm;
    /** [point]: squared distance to the nearest of the first {@link #compared} chosen points. */
    private final double[] bound;
    /** [point]: number of chosen points, in the order of the choice, that the bound takes into account. */
    private final int[] compared;
    /** [point]: place of the nearest chosen point in the order of the choice. */
    private final int[] nearest;

    private final BoundQueue queue;
    /** [choice][coordinate]. */
    private final double[] rows;
    /** [choice][earlier choice]: a quarter of the squared distance between chosen points; empty without pruning. */
    private final double[] quarter;

    private final int[] chosen;
    private final double[] scores;
    private final double[] batchRows;
    private final double[] products = new double[BATCH * CHUNK];
    private int count;

    FarthestRun(Points points, int wanted, boolean pruned, DenseAlgebra algebra, Execution execution) {
        this.points = points;
        this.algebra = algebra;
        this.execution = execution;
        int n = points.size();
        norm = new double[n];
        bound = new double[n];
        compared = new int[n];
        nearest = new int[pruned ? n : 0];
        queue = new BoundQueue(bound);
        rows = new double[Math.multiplyExact(wanted, points.dimension())];
        quarter = new double[pruned ? Math.multiplyExact(wanted, wanted) : 0];
        chosen = new int[wanted];
        scores = new double[wanted];
        batchRows = new double[Math.min(n, BATCH) * points.dimension()];
    }

    Selection choose(int start) {
        int n = points.size();
        int d = points.dimension();
        double most = 0;
        for (int i = 0; i < n; i++) {
            norm[i] = points.dot(i, i);
            most = Math.max(most, norm[i]);
        }
        // differences of squares are accurate to some units in the last place of the largest
        double copy = 64 * Math.ulp(most);
        take(start, Double.POSITIVE_INFINITY);
        for (int i = 0; i < n; i++) {
            if (i != start) {
                double product = Points.dot(points.values(), i * d, rows, 0, d);
                bound[i] = Math.max(0, norm[i] + norm[start] - 2 * product);
                compared[i] = 1;
                queue.add(i);
            }
        }
        while (count < chosen.length) {
            int far = farthest();
            if (bound[far] <= copy) {
                break;
            }
            queue.remove();
            take(far, bound[far]);
            execution.check("Nothing was written.");
        }
        return new Selection(Arrays.copyOf(chosen, count), Arrays.copyOf(scores, count));
    }

    private void take(int point, double score) {
        int d = points.dimension();
        System.arraycopy(points.values(), point * d, rows, count * d, d);
        if (quarter.length > 0 && count > 0) {
            int width = chosen.length;
            algebra.gemm(
                    1,
                    new Matrix(rows, count * d, d, 1, d),
                    new Matrix(rows, 0, d, count, d).transpose(),
                    0,
                    new Matrix(quarter, count * width, width, 1, count));
            for (int c = 0; c < count; c++) {
                double product = quarter[count * width + c];
                quarter[count * width + c] = 0.25 * Math.max(0, norm[point] + norm[chosen[c]] - 2 * product);
            }
        }
        chosen[count] = point;
        scores[count++] = score;
        execution.progress().advance(1);
    }

    /** The point at the head of the queue, after its bound and those above it have become distances. */
    private int farthest() {
        int most = FIRST_BATCH;
        while (compared[queue.first()] < count) {
            int[] batch = new int[most];
            int size = 0;
            double known = -1;
            while (size < most && !queue.isEmpty() && known < 0) {
                if (compared[queue.first()] == count) {
                    known = bound[queue.first()];
                } else {
                    batch[size++] = queue.remove();
                }
            }
            compare(Arrays.copyOf(batch, size), known);
            for (int i = 0; i < size; i++) {
                queue.add(batch[i]);
            }
            most = Math.min(BATCH, 2 * most);
        }
        return queue.first();
    }

    /**
     * Lowers the bounds of some points by the choices that they were not compared with.
     *
     * @param known a distance that another point is known to have: a bound that falls below it needs no further
     *     comparison
     */
    private void compare(int[] batch, double known) {
        int[] order = IntStream.of(batch)
                .boxed()
                .sorted(Comparator.comparingInt((Integer i) -> compared[i]))
                .mapToInt(i -> i)
                .toArray();
        for (int from = compared[order[0]] / CHUNK * CHUNK; from < count; from += CHUNK) {
            int to = Math.min(count, from + CHUNK);
            int[] needed = new int[order.length];
            int size = 0;
            for (int i : order) {
                if (compared[i] < to && compared[i] >= from && bound[i] >= known) {
                    if (mayLower(i, to)) {
                        needed[size++] = i;
                    } else {
                        compared[i] = to;
                    }
                }
            }
            lower(needed, size, from, to);
        }
    }

    /** Whether a choice that the point was not compared with can be nearer than the nearest of the others. */
    private boolean mayLower(int point, int to) {
        if (quarter.length == 0) {
            return true;
        }
        int own = nearest[point];
        for (int c = compared[point]; c < to; c++) {
            // a choice after the nearest one has its distance to that in its own row
            if (quarter[c * chosen.length + own] < bound[point]) {
                return true;
            }
        }
        return false;
    }

    private void lower(int[] needed, int size, int from, int to) {
        if (size == 0) {
            return;
        }
        int d = points.dimension();
        for (int i = 0; i < size; i++) {
            System.arraycopy(points.values(), needed[i] * d, batchRows, i * d, d);
        }
        int width = to - from;
        algebra.gemm(
                1,
                Matrix.of(batchRows, size, d),
                new Matrix(rows, from * d, d, width, d).transpose(),
                0,
                Matrix.of(products, size, width));
        for (int i = 0; i < size; i++) {
            int point = needed[i];
            for (int c = Math.max(from, compared[point]); c < to; c++) {
                double far = Math.max(0, norm[point] + norm[chosen[c]] - 2 * products[i * width + c - from]);
                if (far < bound[point]) {
                    bound[point] = far;
                    if (quarter.length > 0) {
                        nearest[point] = c;
                    }
                }
            }
            compared[point] = to;
        }
    }
}
