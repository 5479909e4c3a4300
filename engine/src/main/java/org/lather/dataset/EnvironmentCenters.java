package org.lather.dataset;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.lather.kernel.Covariance;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** The element of the centre of each environment; environments are numbered through the training set, atom by atom. */
public final class EnvironmentCenters {
    private final long[] counts = new long[Element.MAX_ATOMIC_NUMBER + 1];
    private byte[] numbers = new byte[4096];
    private int size;
    /** The atomic numbers of centres that have labels; empty for all. */
    private final BitSet learnt = new BitSet();

    void add(Structure s) {
        int end = Math.addExact(size, s.size());
        if (end > numbers.length) {
            numbers =
                    Arrays.copyOf(numbers, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 1.5 * numbers.length)));
        }
        for (int i = 0; i < s.size(); i++) {
            counts[s.atomicNumber(i)]++;
            numbers[size++] = (byte) s.atomicNumber(i);
        }
    }

    /** The number of environments. */
    public int size() {
        return size;
    }

    /** The atomic number of the centre of an environment. */
    public int atomicNumber(long environment) {
        return numbers[Math.toIntExact(environment)];
    }

    /** The number of environments by the atomic number of their centre. */
    public long[] counts() {
        return counts.clone();
    }

    /**
     * Restricts the learnt environments to the elements with labels, if nothing can be learnt of others: all targets
     * are of atoms, and atoms of different elements have zero covariance.
     */
    void learnOnly(List<TargetValues> targets, Covariance.Centers centers) {
        if (centers == Covariance.Centers.SAME
                && targets.stream().allMatch(v -> v.target().quantity().isPerAtom())) {
            targets.forEach(v -> learnt.or(v.labelled()));
        }
    }

    /** The fraction of the learnt environments with each of some elements as the centre. */
    double[] shares(int[] elements) {
        long[] numbers = learntCounts();
        double all = learnt();
        return Arrays.stream(elements).mapToDouble(z -> numbers[z] / all).toArray();
    }

    /** Whether an environment can be a representative: its covariance with labelled ones is not always zero. */
    public boolean isLearnt(long environment) {
        return learnt.isEmpty() || learnt.get(atomicNumber(environment));
    }

    /** The number of environments that can be representatives, by the atomic number of their centre. */
    public long[] learntCounts() {
        long[] out = counts.clone();
        for (int z = 0; z < out.length; z++) {
            out[z] = learnt.isEmpty() || learnt.get(z) ? out[z] : 0;
        }
        return out;
    }

    /** The number of environments that can be representatives. */
    public long learnt() {
        return Arrays.stream(learntCounts()).sum();
    }
}
