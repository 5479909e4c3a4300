package org.lather.gram;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The division of a sequence of structures into the folds of a cross-validation. It depends only on its arguments, so
 * that the same data and seed give the same folds.
 */
public final class Partition {
    private final int folds;
    private final int[] fold;

    private Partition(int folds, int[] fold) {
        this.folds = folds;
        this.fold = fold;
    }

    /**
     * Divides structures so that runs of consecutive ones share a fold, because neighbours in a file are often
     * consecutive in time. There are at least eight runs in a fold if there are as many structures.
     *
     * @param atoms number of atoms of each structure
     * @param folds number of folds, at least 1
     * @param seed of the random order in which runs are assigned to folds
     */
    public static Partition consecutive(int[] atoms, int folds, long seed) {
        int[] starts = ShardPlan.starts(atoms, folds, i -> false);
        int n = starts.length - 1;
        int[] ofRun = new int[n];
        Arrays.setAll(ofRun, i -> i % folds);
        shuffle(ofRun, seed);
        int[] fold = new int[atoms.length];
        for (int run = 0; run < n; run++) {
            Arrays.fill(fold, starts[run], starts[run + 1], ofRun[run]);
        }
        return new Partition(folds, fold);
    }

    /**
     * Divides structures so that no fold divides a group. The largest groups are assigned first, each to the fold with
     * the fewest structures. Folds are empty if there are fewer groups.
     *
     * @param groups number of the group of each structure, from 0
     * @param folds number of folds, at least 1
     * @param seed of the random order in which groups of equal size are assigned to folds
     */
    public static Partition ofGroups(int[] groups, int folds, long seed) {
        int count = Arrays.stream(groups).max().orElse(-1) + 1;
        int[] sizes = new int[count];
        for (int g : groups) {
            sizes[g]++;
        }
        int[] order = IntStream.range(0, count).toArray();
        shuffle(order, seed);
        int[] foldOf = new int[count];
        int[] structures = new int[folds];
        Arrays.stream(order)
                .boxed()
                .sorted(Comparator.comparingInt((Integer g) -> -sizes[g]))
                .forEachOrdered(g -> {
                    int least = 0;
                    for (int f = 1; f < folds; f++) {
                        least = structures[f] < structures[least] ? f : least;
                    }
                    foldOf[g] = least;
                    structures[least] += sizes[g];
                });
        return new Partition(folds, Arrays.stream(groups).map(g -> foldOf[g]).toArray());
    }

    private static void shuffle(int[] values, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = values[i];
            values[i] = values[j];
            values[j] = t;
        }
    }

    /** The number of folds. */
    public int folds() {
        return folds;
    }

    /** The number of structures. */
    public int structures() {
        return fold.length;
    }

    /** The fold of a structure. */
    public int fold(int structure) {
        return fold[structure];
    }

    /** The number of structures in a fold. */
    public int size(int wanted) {
        return (int) Arrays.stream(fold).filter(f -> f == wanted).count();
    }
}
