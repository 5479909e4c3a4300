package org.lather.cpu;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.lather.backend.Ledger;

/**
 * A few large arrays that wait to be used again: a fresh one of some megabytes costs as much in zeroing and page faults as the
 * features that it takes up. They count as held.
 */
final class FreeList {
    private static final int MOST = 3;

    private final Ledger ledger;
    private final ArrayDeque<double[]> doubles = new ArrayDeque<>();
    private final ArrayDeque<float[]> floats = new ArrayDeque<>();

    FreeList(Ledger ledger) {
        this.ledger = ledger;
    }

    private static boolean fits(int length, int wanted) {
        return length >= wanted && length / 2 <= wanted;
    }

    /** At least {@code length} values, whatever they are. */
    synchronized double[] doubles(int length) {
        for (Iterator<double[]> it = doubles.iterator(); it.hasNext(); ) {
            double[] a = it.next();
            if (fits(a.length, length)) {
                it.remove();
                return a;
            }
        }
        double[] fresh = new double[length];
        ledger.add(8L * length);
        return fresh;
    }

    /** At least {@code length} values, whatever they are. */
    synchronized float[] floats(int length) {
        for (Iterator<float[]> it = floats.iterator(); it.hasNext(); ) {
            float[] a = it.next();
            if (fits(a.length, length)) {
                it.remove();
                return a;
            }
        }
        float[] fresh = new float[length];
        ledger.add(4L * length);
        return fresh;
    }

    synchronized void giveBack(double[] a) {
        doubles.addFirst(a);
        if (doubles.size() > MOST) {
            ledger.remove(8L * doubles.removeLast().length);
        }
    }

    synchronized void giveBack(float[] a) {
        floats.addFirst(a);
        if (floats.size() > MOST) {
            ledger.remove(4L * floats.removeLast().length);
        }
    }

    synchronized void clear() {
        doubles.forEach(a -> ledger.remove(8L * a.length));
        floats.forEach(a -> ledger.remove(4L * a.length));
        doubles.clear();
        floats.clear();
    }
}
