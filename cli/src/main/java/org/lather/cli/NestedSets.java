package org.lather.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.lather.descriptor.OptionsException;
import org.lather.structure.Structure;
import org.lather.structure.Structures;

/** Random subsets of structures, of which each contains the smaller ones. */
final class NestedSets {
    private final List<Structure> shuffled;

    private NestedSets(List<Structure> shuffled) {
        this.shuffled = shuffled;
    }

    /**
     * Keeps the structures of the largest set in memory.
     *
     * @param largest the number of structures of the largest set
     */
    static NestedSets of(Structures source, int largest, long seed) {
        int count = 0;
        for (Structure s : source) {
            count += Math.min(1, s.size());
        }
        if (largest > count) {
            throw new OptionsException(
                    "--sizes: expected at most " + count + ", the number of training structures, got " + largest);
        }
        int[] order = permutation(count, seed);
        Map<Integer, Integer> place = new HashMap<>();
        for (int i = 0; i < largest; i++) {
            place.put(order[i], i);
        }
        Structure[] kept = new Structure[largest];
        int index = 0;
        for (Structure s : source) {
            Integer i = place.get(index++);
            if (i != null) {
                kept[i] = s;
            }
        }
        return new NestedSets(new ArrayList<>(Arrays.asList(kept)));
    }

    /** 0 to n − 1 in a random order (Fisher and Yates). */
    static int[] permutation(int n, long seed) {
        Random random = new Random(seed);
        int[] out = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            out[i] = out[j];
            out[j] = i;
        }
        return out;
    }

    Structures first(int size) {
        return Structures.of(shuffled.subList(0, size));
    }
}
