package org.lather.classification;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Folds that have the classes in nearly equal proportions, and divide no group of structures. */
final class ClassFolds {
    private ClassFolds() {}

    /**
     * Returns the fold of each structure. The largest groups are assigned first, each to the fold with the fewest
     * structures of the rarest class that the group contains, and of several such folds to the one with the fewest
     * structures.
     *
     * @param classes class of each structure, from 0
     * @param named group of each structure: any numbers
     * @param seed of the random order of groups of equal size
     */
    static int[] of(int[] classes, int[] named, int folds, long seed) {
        // folds do not depend on the groups of other structures
        Map<Integer, Integer> numbers = new HashMap<>();
        int[] groups = IntStream.of(named)
                .map(g -> numbers.computeIfAbsent(g, k -> numbers.size()))
                .toArray();
        int classCount = Arrays.stream(classes).max().orElse(-1) + 1;
        int groupCount = Arrays.stream(groups).max().orElse(-1) + 1;
        int[][] counts = new int[groupCount][classCount];
        for (int i = 0; i < classes.length; i++) {
            counts[groups[i]][classes[i]]++;
        }
        int[] sizes =
                Arrays.stream(counts).mapToInt(c -> Arrays.stream(c).sum()).toArray();
        int[] frequencies = new int[classCount];
        for (int c : classes) {
            frequencies[c]++;
        }
        int[] order = shuffled(groupCount, seed);
        int[][] filled = new int[folds][classCount];
        int[] total = new int[folds];
        int[] foldOf = new int[groupCount];
        Arrays.stream(order)
                .boxed()
                .sorted(Comparator.comparingInt((Integer g) -> -sizes[g]))
                .forEachOrdered(g -> {
                    int rarest = rarest(counts[g], frequencies);
                    int best = 0;
                    for (int f = 1; f < folds; f++) {
                        boolean fewer = filled[f][rarest] < filled[best][rarest];
                        boolean equal = filled[f][rarest] == filled[best][rarest];
                        best = fewer || (equal && total[f] < total[best]) ? f : best;
                    }
                    foldOf[g] = best;
                    total[best] += sizes[g];
                    for (int c = 0; c < classCount; c++) {
                        filled[best][c] += counts[g][c];
                    }
                });
        return IntStream.of(groups).map(g -> foldOf[g]).toArray();
    }

    /** The class with the fewest structures of all among those that a group contains. */
    private static int rarest(int[] counts, int[] frequencies) {
        int best = -1;
        for (int c = 0; c < counts.length; c++) {
            best = counts[c] > 0 && (best < 0 || frequencies[c] < frequencies[best]) ? c : best;
        }
        return best;
    }

    private static int[] shuffled(int count, long seed) {
        int[] out = IntStream.range(0, count).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = out[i];
            out[i] = out[j];
            out[j] = t;
        }
        return out;
    }
}
