package org.lather.backend.device.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.Ints;

/**
 * The memory of one operation, given back when the operation ends. What is enqueued may still use it then: the device
 * keeps the order in which its memory is used again. Copies from the host are double-buffered: they are given back when
 * the next operation ends, so that its copies overlap with the programs of this one.
 */
public final class Frame implements AutoCloseable {
    private final Workspace workspace;
    private final List<Allocation> arrays = new ArrayList<>();
    private final List<Allocation> copies = new ArrayList<>();

    Frame(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Room for some doubles, whose contents are undefined. */
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

    /** A copy of an array of the host. */
    public Ints upload(int[] values) {
        Allocation out = workspace.allocate("scratch", values);
        copies.add(out);
        return out.ints();
    }

    /**
     * Several arrays, of which none is kept where the memory for one is missing.
     *
     * @param take asks for them
     */
    public <T> T all(Function<Frame, T> take) {
        Frame some = new Frame(workspace);
        boolean done = false;
        try {
            T out = take.apply(some);
            arrays.addAll(some.arrays);
            copies.addAll(some.copies);
            done = true;
            return out;
        } finally {
            if (!done) {
                some.close();
            }
        }
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
