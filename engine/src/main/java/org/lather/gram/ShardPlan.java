package org.lather.gram;

import java.util.Arrays;
import java.util.function.IntPredicate;
import org.lather.backend.Range;
import org.lather.target.Target;

/**
 * The division of a training set into shards of consecutive structures, whose sums are added one after another. It
 * depends only on the training set, not on threads or memory, so that results do not either. Consecutive structures
 * share a fold of the cross-validation; see {@link Partition}.
 */
public final class ShardPlan {
    /** Number of atoms at which a shard ends. */
    public static final int MAX_ATOMS = 4096;

    private static final int MAX_STRUCTURES = 256;

    private final int[] starts;
    private final int[] folds;
    private final int mostAtoms;

    private ShardPlan(int[] starts, int[] folds, int mostAtoms) {
        this.starts = starts;
        this.folds = folds;
        this.mostAtoms = mostAtoms;
    }

    /**
     * Divides a training set without groups.
     *
     * @param atoms number of atoms of each structure
     * @param folds number of folds of the cross-validation
     */
    public static ShardPlan of(int[] atoms, int folds, long seed) {
        return of(atoms, Partition.consecutive(atoms, folds, seed));
    }

    /**
     * Divides a training set so that each shard belongs to one fold.
     *
     * @param atoms number of atoms of each structure
     * @param partition of the structures into folds
     */
    public static ShardPlan of(int[] atoms, Partition partition) {
        int[] starts = starts(atoms, partition.folds(), i -> partition.fold(i) != partition.fold(i - 1));
        int n = starts.length - 1;
        int[] folds = new int[n];
        long most = 0;
        for (int shard = 0; shard < n; shard++) {
            folds[shard] = atoms.length == 0 ? 0 : partition.fold(starts[shard]);
            long sum = 0;
            for (int i = starts[shard]; i < starts[shard + 1]; i++) {
                sum += atoms[i];
            }
            most = Math.max(most, sum);
        }
        return new ShardPlan(starts, folds, Math.toIntExact(most));
    }

    /**
     * The first structure of each shard, and the number of structures.
     *
     * @param folds number of folds of the cross-validation
     * @param divides whether a shard must end before a structure other than the first one
     */
    static int[] starts(int[] atoms, int folds, IntPredicate divides) {
        int longest = Math.max(1, Math.min(MAX_STRUCTURES, atoms.length / (8 * folds)));
        int[] starts = new int[atoms.length + 1];
        int n = 0;
        int structures = 0;
        long sum = 0;
        for (int i = 0; i < atoms.length; i++) {
            if (structures == longest || sum >= MAX_ATOMS || (structures > 0 && divides.test(i))) {
                starts[++n] = i;
                structures = 0;
                sum = 0;
            }
            structures++;
            sum += atoms[i];
        }
        starts[++n] = atoms.length;
        return Arrays.copyOf(starts, n + 1);
    }

    public int shards() {
        return folds.length;
    }

    /** The first structure of a shard; that of {@code shards()} is the number of structures. */
    public int start(int shard) {
        return starts[shard];
    }

    public int fold(int shard) {
        return folds[shard];
    }

    /** The largest number of atoms in a shard. */
    public int mostAtoms() {
        return mostAtoms;
    }

    /** The largest number of structures in a shard. */
    public int largest() {
        int m = 0;
        for (int s = 0; s < folds.length; s++) {
            m = Math.max(m, starts[s + 1] - starts[s]);
        }
        return m;
    }

    /**
     * The largest number of rows of a quantity that are summed before they are added to normal equations: one for each
     * structure of a shard, or one for each of at most {@code block} atoms.
     */
    public int rows(Target.Quantity quantity, int block) {
        return quantity.isPerAtom() ? Math.min(block, Math.max(Range.OF_A_PROCESSOR, mostAtoms)) : largest();
    }
}
