package org.lather.gram;

import java.util.ArrayList;
import java.util.List;

/**
 * The division of shards into blocks for rows of derivatives: consecutive structures with at most {@link #MAX_ATOMS}
 * atoms, or one larger structure. It depends only on the training set, because sums depend on how rows are divided.
 */
public final class DerivativeBlocks {
    static final int MAX_ATOMS = 256;

    private final int[] atoms;
    private final ShardPlan shards;
    private int mostAtoms;
    private int mostStructures;

    public DerivativeBlocks(int[] atoms, ShardPlan shards) {
        this.atoms = atoms;
        this.shards = shards;
        for (int shard = 0; shard < shards.shards(); shard++) {
            int begin = shards.start(shard);
            for (int end : ends(shard)) {
                int sum = 0;
                for (int i = begin; i < end; i++) {
                    sum += atoms[i];
                }
                mostAtoms = Math.max(mostAtoms, sum);
                mostStructures = Math.max(mostStructures, end - begin);
                begin = end;
            }
        }
    }

    /** The shards that are divided. */
    public ShardPlan shards() {
        return shards;
    }

    /** The ends (exclusive) of the blocks of a shard. */
    public List<Integer> ends(int shard) {
        List<Integer> out = new ArrayList<>();
        int end = shards.start(shard + 1);
        int sum = 0;
        for (int i = shards.start(shard); i < end; i++) {
            if (sum > 0 && sum + atoms[i] > MAX_ATOMS) {
                out.add(i);
                sum = 0;
            }
            sum += atoms[i];
        }
        out.add(end);
        return out;
    }

    /** The largest number of atoms in a block. */
    public int mostAtoms() {
        return mostAtoms;
    }

    public int mostStructures() {
        return mostStructures;
    }
}
