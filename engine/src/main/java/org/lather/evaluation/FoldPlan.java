package org.lather.evaluation;

import java.util.Arrays;
import java.util.BitSet;
import org.lather.dataset.StructureGroups;
import org.lather.error.Cure;
import org.lather.gram.Partition;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.Periodicity;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.target.Baseline;

/**
 * The folds of structures for a cross-validation. Free atoms that are a baseline belong to no fold, because every
 * training needs them.
 */
final class FoldPlan {
    private final BitSet free = new BitSet();
    private final StructureGroups groups;
    private int[] atoms = new int[256];
    private int structures;
    private int folded;
    private int periodic;

    private FoldPlan(String group) {
        groups = new StructureGroups(group);
    }

    /**
     * Reads all structures.
     *
     * @throws org.lather.structure.DataException if a structure lacks its group
     */
    static FoldPlan of(Structures all, Options options) {
        FoldPlan plan = new FoldPlan(options.data().group());
        boolean baseline = options.targets().values().stream()
                .flatMap(t -> t.baselines().stream())
                .anyMatch(b -> b.freeAtoms().isPresent());
        try (Frames frames = all.frames()) {
            while (frames.hasNext()) {
                plan.add(frames.next(), baseline);
            }
        }
        return plan;
    }

    private void add(Structure s, boolean baseline) {
        periodic += s.cell().anyPeriodic() ? 1 : 0;
        if (baseline && Baseline.IsolatedAtoms.isFreeAtom(s)) {
            free.set(structures++);
            return;
        }
        structures++;
        if (folded == atoms.length) {
            atoms = Arrays.copyOf(atoms, 2 * folded);
        }
        atoms[folded++] = s.size();
        groups.add(s);
    }

    Periodicity periodicity() {
        return new Periodicity(periodic, structures);
    }

    int structures() {
        return structures;
    }

    /**
     * The fold of each structure; −1 for those that belong to none.
     *
     * @throws OptionsException if there are fewer structures or groups than folds
     */
    int[] folds(int count, long seed) {
        int most = groups.exist() ? groups.count() : folded;
        if (most < count) {
            throw new OptionsException(
                    "expected at least as many " + (groups.exist() ? "groups by `" + groups.key() + "`" : "structures")
                            + " as the " + count + " folds, got " + most,
                    Cure.text("Use fewer folds"));
        }
        Partition partition = groups.partition(Arrays.copyOf(atoms, folded), count, seed);
        int[] out = new int[structures];
        for (int i = 0, at = 0; i < structures; i++) {
            out[i] = free.get(i) ? -1 : partition.fold(at++);
        }
        return out;
    }
}
