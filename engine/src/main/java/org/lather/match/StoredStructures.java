package org.lather.match;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.FeatureBlock;
import org.lather.gram.FeaturesOfAll;
import org.lather.gram.Representatives;
import org.lather.structure.Structure;

/**
 * Structures that others are compared with, as the features of their environments on the host.
 *
 * @param environments features of the environments, structure by structure
 * @param sizes number of environments of each structure
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record StoredStructures(Representatives environments, int[] sizes) {
    /** @throws IllegalArgumentException if the structures have another number of environments in all */
    public StoredStructures {
        long sum = Arrays.stream(sizes).asLongStream().sum();
        if (sum != environments.count()) {
            throw new IllegalArgumentException(
                    "expected " + environments.count() + " environments of structures, got sizes whose sum is " + sum);
        }
    }

    /**
     * Computes the features of structures.
     *
     * @param rangeSize number of environments at a time
     */
    public static StoredStructures of(List<Structure> structures, FeaturesOfAll features, int rangeSize) {
        return new StoredStructures(
                features.of(structures, rangeSize),
                structures.stream().mapToInt(Structure::size).toArray());
    }

    /** The number of structures. */
    public int count() {
        return sizes.length;
    }

    /** The first environment of each structure, and the number of all. */
    int[] starts() {
        return starts(sizes);
    }

    static int[] starts(int[] sizes) {
        int[] out = new int[sizes.length + 1];
        for (int s = 0; s < sizes.length; s++) {
            out[s + 1] = Math.addExact(out[s], sizes[s]);
        }
        return out;
    }

    /** Copies the structures with given indices, in their order, e.g. those that a model has weights of. */
    public StoredStructures gather(int[] structures) {
        int[] starts = starts();
        int[] rows = Arrays.stream(structures)
                .flatMap(s -> IntStream.range(starts[s], starts[s + 1]))
                .toArray();
        List<FeatureBlock> blocks =
                environments.features().stream().map(b -> b.gather(rows)).toList();
        return new StoredStructures(
                new Representatives(blocks),
                Arrays.stream(structures).map(s -> sizes[s]).toArray());
    }
}
