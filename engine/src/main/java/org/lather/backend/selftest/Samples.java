package org.lather.backend.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.lather.backend.FeatureBlock;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Random input, the same for every backend. */
final class Samples {
    static final Channels CHANNELS = Channels.oneHot(1, 6, 7, 8);
    private static final int[] ELEMENTS = {1, 6, 7, 8};

    private Samples() {}

    static DensityExpansion expansion(int maxAngular, int maxRadial) {
        return new DensityExpansion(
                new Cutoff(4, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.4, 1, new RadialScaling.Willatt2018(0.9, 2, 4)),
                new Basis(maxAngular, maxRadial, 1e-8));
    }

    /** Clusters with given numbers of atoms, with a volume of 8 Å³ for each atom; every third one is periodic. */
    static List<Structure> structures(long seed, int... atoms) {
        Random random = new Random(seed);
        List<Structure> out = new ArrayList<>();
        for (int count : atoms) {
            double side = 2 * Math.cbrt(count);
            int[] numbers = random.ints(count, 0, 4).map(i -> ELEMENTS[i]).toArray();
            Cell cell = out.size() % 3 == 2
                    ? Cell.periodic(new double[] {side, 0, 0, 0.2 * side, side, 0, 0, 0.1 * side, side})
                    : Cell.NONE;
            out.add(Structure.of(numbers, random.doubles(3L * count, 0, side).toArray(), cell));
        }
        return out;
    }

    static FeatureBlock features(long seed, int rows, int columns) {
        Random random = new Random(seed);
        int[] centers = random.ints(rows, 0, 4).map(i -> ELEMENTS[i]).toArray();
        centers[0] = 1; // so that a single row has a partner of the same element
        return new FeatureBlock(random.doubles((long) rows * columns, -0.2, 1).toArray(), columns, centers);
    }

    static double[] numbers(long seed, int count) {
        return new Random(seed).doubles(count, -1, 1).toArray();
    }

    /** A well-conditioned lower triangle [size][size], zero above the diagonal. */
    static double[] triangle(long seed, int size) {
        double[] out = numbers(seed, size * size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                out[i * size + j] = j > i ? 0 : j == i ? 2 + out[i * size + j] : out[i * size + j] / size;
            }
        }
        return out;
    }
}
