package org.lather.backend.device.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.Ints;

/**
 * The memory of one operation, given back when the operation ends. What is enqueued may still use it then: the device
 * keeps the order in which its memory is used again.
 */
public final class Frame implements AutoCloseable {
    private final Workspace workspace;
    private final List<Allocation> allocations = new ArrayList<>();

    Frame(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Room for some doubles, whose contents are undefined. */
    public Doubles doubles(long count) {
        return new Doubles(kept(workspace.allocate("scratch", 8 * count)));
    }

    /** Copies of an array of the host. */
    public Doubles upload(double[] values) {
        return new Doubles(kept(workspace.allocate("scratch", values)));
    }

    /** Copies of an array of the host. */
    public Ints upload(int[] values) {
        return new Ints(kept(workspace.allocate("scratch", values)));
    }

    /**
     * Several allocations, of which none is kept where one fails.
     *
     * @param take asks for them
     */
    public <T> T all(Function<Frame, T> take) {
        int before = allocations.size();
        boolean done = false;
        try {
            T out = take.apply(this);
            done = true;
            return out;
        } finally {
            if (!done) {
                List<Allocation> taken = allocations.subList(before, allocations.size());
                taken.forEach(Allocation::close);
                taken.clear();
            }
        }
    }

    private Buffer kept(Allocation allocation) {
        allocations.add(allocation);
        return allocation.buffer();
    }

    @Override
    public void close() {
        allocations.forEach(Allocation::close);
        allocations.clear();
    }
}
