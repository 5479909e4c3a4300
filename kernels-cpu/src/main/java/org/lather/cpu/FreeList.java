package org.lather.cpu;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Ledger;

/**
 * A cache of a few large arrays for reuse: zeroing and page faults of a new array of some megabytes cost as much as
 * computing the features stored in it. The ledger counts them while they are in use. Those that are not in use are held
 * softly, so that no work lacks the memory that they take.
 */
final class FreeList {
    private static final int MOST = 3;

    private final Ledger ledger;
    private final Arrays<double[]> doubles = new Arrays<>(a -> a.length);
    private final Arrays<float[]> floats = new Arrays<>(a -> a.length);

    FreeList(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Arrays of one type that are not in use. */
    private static final class Arrays<T> {
        private final ToIntFunction<T> length;
        private final List<SoftReference<T>> free = new ArrayList<>();

        Arrays(ToIntFunction<T> length) {
            this.length = length;
        }

        /** Removes and returns the smallest array that is large enough, but not so large that it is wasted. */
        @Nullable
        T take(int wanted) {
            SoftReference<T> best = null;
            T array = null;
            for (SoftReference<T> r : free) {
                T a = r.get();
                if (a != null
                        && length.applyAsInt(a) >= wanted
                        && length.applyAsInt(a) / 2 <= wanted
                        && (array == null || length.applyAsInt(a) < length.applyAsInt(array))) {
                    best = r;
                    array = a;
                }
            }
            free.remove(best);
            return array;
        }

        /** Adds an array. If there are too many, the smallest is freed: large ones are expensive to allocate. */
        void add(T array) {
            free.removeIf(r -> r.get() == null);
            free.add(new SoftReference<>(array));
            if (free.size() > MOST) {
                free.stream().min(Comparator.comparingInt(this::length)).ifPresent(free::remove);
            }
        }

        private int length(SoftReference<T> reference) {
            T a = reference.get();
            return a == null ? 0 : length.applyAsInt(a);
        }
    }

    /** At least {@code length} values, whatever they are. */
    synchronized double[] doubles(int length) {
        double[] known = doubles.take(length);
        double[] out = known == null ? new double[length] : known;
        ledger.add(8L * out.length);
        return out;
    }

    /** At least {@code length} values, whatever they are. */
    synchronized float[] floats(int length) {
        float[] known = floats.take(length);
        float[] out = known == null ? new float[length] : known;
        ledger.add(4L * out.length);
        return out;
    }

    /** Returns an array to the list. */
    synchronized void giveBack(double[] a) {
        ledger.remove(8L * a.length);
        doubles.add(a);
    }

    /** Returns an array to the list. */
    synchronized void giveBack(float[] a) {
        ledger.remove(4L * a.length);
        floats.add(a);
    }

    synchronized void clear() {
        doubles.free.clear();
        floats.free.clear();
    }
}
