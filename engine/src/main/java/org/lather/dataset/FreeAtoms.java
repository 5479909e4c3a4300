package org.lather.dataset;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.target.Baseline;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/** The values of free atoms among the structures, which are the baseline {@link Baseline.IsolatedAtoms} of a target. */
final class FreeAtoms {
    /** Values of free atoms of one element that differ by more than this part of them contradict each other. */
    private static final double EQUAL = 1e-6;

    private final String name;
    private final Target target;
    private final Optional<Baseline.IsolatedAtoms> baseline;
    private final Map<Integer, Double> values = new TreeMap<>();

    FreeAtoms(String name, Target target) {
        this.name = name;
        this.target = target;
        this.baseline =
                target.baselines().stream().flatMap(b -> b.freeAtoms().stream()).findFirst();
    }

    /** Whether a structure is a free atom that is no training row, because it is the baseline. */
    boolean leavesOut(Structure s) {
        return baseline.isPresent() && !baseline.get().trained() && Baseline.IsolatedAtoms.isFreeAtom(s);
    }

    /** Adds a structure, of which only free atoms count. */
    void add(Structure s) {
        if (baseline.isEmpty() || !Baseline.IsolatedAtoms.isFreeAtom(s) || !TargetReading.has(s, target)) {
            return;
        }
        double value = TargetReading.read(s, target)[0];
        if (Double.isNaN(value)) {
            return;
        }
        Double before = values.putIfAbsent(s.atomicNumber(0), value);
        if (before != null && Math.abs(value - before) > EQUAL * Math.max(Math.abs(value), Math.abs(before))) {
            throw new DataException(
                    s.place() + "expected one `" + target.key() + "` of a free atom of "
                            + Element.symbol(s.atomicNumber(0)) + ", found " + before + " and " + value,
                    Cure.text("Leave one of these frames out"));
        }
    }

    /**
     * The number of each element.
     *
     * @param elements atomic numbers of the training set
     * @throws DataException if an element has no free atom
     */
    Map<Integer, Double> numbers(int[] elements) {
        Map<Integer, Double> out = new TreeMap<>();
        for (int z : elements) {
            Double value = values.get(z);
            if (value == null) {
                throw new DataException(
                        "the baseline isolated_atoms of target `" + name + "` expects a frame of one atom of "
                                + Element.symbol(z) + " with `" + target.key() + "`, found none",
                        Cure.text("Add one, give the number as {" + Element.symbol(z)
                                + ": ...}, or use the baseline composition"));
            }
            out.put(z, value);
        }
        return out;
    }
}
