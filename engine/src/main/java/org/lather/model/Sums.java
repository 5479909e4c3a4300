package org.lather.model;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.ElementType;
import org.lather.arrayfile.Tensor;
import org.lather.backend.Accumulator;
import org.lather.backend.NormalEquations;

/**
 * Normal equations of parts of a backend, to be saved: they come to the host one after another, so that no more than one is held
 * there.
 */
final class Sums {
    static final Sums NONE = new Sums(List.of(), 0, i -> 0);

    /** The number of targets of the sums at a place. */
    interface Targets {
        int of(int index);
    }

    private final List<List<Accumulator>> parts;
    private final int size;
    private final Targets targets;
    private final long[] rows;
    private int at = -1;
    private @Nullable NormalEquations here;

    /**
     * @param parts the sums of each part, in one order
     * @param size of the normal equations, M
     */
    Sums(List<List<Accumulator>> parts, int size, Targets targets) {
        this.parts = parts;
        this.size = size;
        this.targets = targets;
        this.rows = new long[parts.stream().mapToInt(List::size).sum()];
    }

    int parts() {
        return Math.max(1, parts.size());
    }

    /** Tensors that are to be written in this order, once. */
    void addTo(List<Tensor> tensors) {
        int i = 0;
        for (List<Accumulator> part : parts) {
            for (int k = 0; k < part.size(); k++, i++) {
                long t = targets.of(k);
                Accumulator sums = part.get(k);
                add(tensors, "matrix/" + i, i, sums, NormalEquations::matrix, size, size);
                add(tensors, "right/" + i, i, sums, NormalEquations::right, t, size);
                add(tensors, "squares/" + i, i, sums, NormalEquations::squares, t);
            }
        }
        tensors.add(Tensor.of("rows", rows, rows.length));
    }

    private void add(
            List<Tensor> tensors,
            String name,
            int place,
            Accumulator sums,
            Function<NormalEquations, double[]> values,
            long... shape) {
        tensors.add(Tensor.streamed(
                name,
                ElementType.F64,
                shape,
                (first, count, into) -> put(values.apply(get(place, sums)), first, count, into)));
    }

    private static void put(double[] values, long first, int count, ByteBuffer into) {
        into.asDoubleBuffer().put(values, (int) first, count);
        into.position(into.position() + 8 * count);
    }

    private NormalEquations get(int place, Accumulator sums) {
        NormalEquations n = here;
        if (n == null || at != place) {
            here = null;
            n = sums.download();
            here = n;
            at = place;
            rows[place] = n.rows();
        }
        return n;
    }
}
