package org.lather.cpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.lather.backend.Ledger;

/**
 * A cache of a few large arrays for reuse: zeroing and page faults of a new array of some megabytes cost as much as
 * computing the features stored in it. The ledger counts them while they are in use.
 */
final class FreeList {
    private static final int MOST = 3;

    private final Ledger ledger;
    private final List<double[]> doubles = new ArrayList<>();
    private final List<float[]> floats = new ArrayList<>();

    FreeList(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Whether an array is large enough, but not so large that a small request would block a large array. */
    private static boolean fits(int length, int wanted) {
        return length >= wanted && length / 2 <= wanted;
    }

    /** At least {@code length} values, whatever they are. */
    synchronized double[] doubles(int length) {
        double[] best = null;
        for (double[] a : doubles) {
            if (fits(a.length, length) && (best == null || a.length < best.length)) {
                best = a;
            }
        }
        if (best != null) {
            doubles.remove(best);
        } else {
            best = new double[length];
        }
        ledger.add(8L * best.length);
        return best;
    }

    /** At least {@code length} values, whatever they are. */
    synchronized float[] floats(int length) {
        float[] best = null;
        for (float[] a : floats) {
            if (fits(a.length, length) && (best == null || a.length < best.length)) {
                best = a;
            }
        }
        if (best != null) {
            floats.remove(best);
        } else {
            best = new float[length];
        }
        ledger.add(4L * best.length);
        return best;
    }

    /**
     * Returns an array to the list. If there are too many, the smallest is freed: large ones are expensive to allocate.
     */
    synchronized void giveBack(double[] a) {
        ledger.remove(8L * a.length);
        doubles.add(a);
        if (doubles.size() > MOST) {
            doubles.remove(Collections.min(doubles, Comparator.comparingInt(x -> x.length)));
        }
    }

    /**
     * Returns an array to the list. If there are too many, the smallest is freed: large ones are expensive to allocate.
     */
    synchronized void giveBack(float[] a) {
        ledger.remove(4L * a.length);
        floats.add(a);
        if (floats.size() > MOST) {
            floats.remove(Collections.min(floats, Comparator.comparingInt(x -> x.length)));
        }
    }

    synchronized void clear() {
        doubles.clear();
        floats.clear();
    }
}
