package org.lather.selection;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.lather.backend.DenseAlgebra;
import org.lather.execution.Execution;

/**
 * A random draw without repetition, in the order of the draw.
 *
 * @param seed of the pseudo-random numbers; equal seeds give equal draws
 */
public record RandomPoints(long seed) implements Selector {
    @Override
    public Selection select(Points points, int count, DenseAlgebra algebra, Execution execution) {
        Selector.expectCount(points, count);
        return draw(points.size(), count);
    }

    /** Draws from points that are known by their number alone. */
    public Selection draw(int size, int count) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(size - i);
            int other = order[j];
            order[j] = order[i];
            order[i] = other;
        }
        double[] scores = new double[count];
        Arrays.fill(scores, Double.NaN);
        return new Selection(Arrays.copyOf(order, count), scores);
    }

    @Override
    public long bytes(int size, int dimension, int count) {
        return 4L * size + 12L * count;
    }
}
