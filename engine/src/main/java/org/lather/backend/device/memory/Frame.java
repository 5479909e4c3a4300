package org.lather.backend.device.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.lather.backend.Owned;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.Ints;

/**
 * The memory of one operation, which is freed when the operation ends. Enqueued commands may still use it then, because
 * the device preserves the order in which memory is reused. Copies from the host are double-buffered: they are given
 * back when the next operation ends, so that its copies overlap with the programs of this one.
 */
public final class Frame implements AutoCloseable {
    private final Workspace workspace;
    private final List<Allocation> arrays = new ArrayList<>();
    private final List<Allocation> copies = new ArrayList<>();

    Frame(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Allocates doubles with undefined contents. */
    public Doubles doubles(long count) {
        Allocation out = workspace.allocate("scratch", 8 * count);
        arrays.add(out);
        return out.doubles();
    }

    /** A copy of an array of the host. */
    public Doubles upload(double[] values) {
        Allocation out = workspace.allocate("scratch", values);
        copies.add(out);
        return out.doubles();
    }

    /** Copies an array of integers from the host. */
    public Ints upload(int[] values) {
        Allocation out = workspace.allocate("scratch", values);
        copies.add(out);
        return out.ints();
    }

    /**
     * Allocates several arrays, or none if the device is out of memory for one of them.
     *
     * @param take makes the allocations
     */
    public <T> T all(Function<Frame, T> take) {
        Frame some = new Frame(workspace);
        return Owned.orClose(
                () -> {
                    T out = take.apply(some);
                    arrays.addAll(some.arrays);
                    copies.addAll(some.copies);
                    return out;
                },
                some::close);
    }

    @Override
    public void close() {
        arrays.forEach(Allocation::close);
        arrays.clear();
        if (!copies.isEmpty()) {
            workspace.retire(copies);
            copies.clear();
        }
    }
}
