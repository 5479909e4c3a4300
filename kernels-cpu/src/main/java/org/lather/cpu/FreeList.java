package org.lather.cpu;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.lather.backend.Ledger;

/**
 * A few large arrays that wait to be used again: a fresh one of some megabytes costs as much in zeroing and page faults as the
 * features that it takes up. The ledger counts them while they are in use.
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
                ledger.add(8L * a.length);
                return a;
            }
        }
        ledger.add(8L * length);
        return new double[length];
    }

    /** At least {@code length} values, whatever they are. */
    synchronized float[] floats(int length) {
        for (Iterator<float[]> it = floats.iterator(); it.hasNext(); ) {
            float[] a = it.next();
            if (fits(a.length, length)) {
                it.remove();
                ledger.add(4L * a.length);
                return a;
            }
        }
        ledger.add(4L * length);
        return new float[length];
    }

    synchronized void giveBack(double[] a) {
        ledger.remove(8L * a.length);
        doubles.addFirst(a);
        if (doubles.size() > MOST) {
            doubles.removeLast();
        }
    }

    synchronized void giveBack(float[] a) {
        ledger.remove(4L * a.length);
        floats.addFirst(a);
        if (floats.size() > MOST) {
            floats.removeLast();
        }
    }

    synchronized void clear() {
        doubles.clear();
        floats.clear();
    }
}
