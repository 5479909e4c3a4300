package org.lather.backend.device.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Ledger;
import org.lather.backend.Owned;
import org.lather.backend.Precision;
import org.lather.backend.RangeSize;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;
import org.lather.backend.device.program.ArgumentList;
import org.lather.backend.device.program.Kernel;

/**
 * The view of a device that all operations of a backend share: memory counted in a ledger, transfers, and programs that
 * are compiled on first launch.
 */
public final class Workspace implements AutoCloseable {
    /** The work-items of a group where a program takes any number. */
    private static final int GROUP = 128;

    private final Device device;
    private final Precision precision;
    private final Ledger ledger = new Ledger();
    private final Transfers transfers;
    private final ScratchBudget budget;
    private final Map<ProgramSource, Program> programs = new HashMap<>();

    /** The copies from the host of the last operation that had any. */
    private final List<Allocation> retired = new ArrayList<>();

    /** Whether copies from the host are double-buffered, as they are until the device is first out of memory. */
    private boolean doubleBuffered = true;

    /** @param memoryBytes memory limit of the computation */
    public Workspace(Device device, Precision precision, long memoryBytes) {
        this.device = device;
        this.precision = precision;
        this.budget = ScratchBudget.of(device.freeBytes(), memoryBytes);
        this.transfers = new Transfers(device);
    }

    public Device device() {
        return device;
    }

    public Precision precision() {
        return precision;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Transfers transfers() {
        return transfers;
    }

    public ScratchBudget budget() {
        return budget;
    }

    /** The number of bytes of a stored feature. */
    public int realBytes() {
        return precision == Precision.SINGLE ? 4 : 8;
    }

    /** The work-items of a group where a program takes any number. */
    public int groupSize() {
        return Math.min(GROUP, device.info().groupSize());
    }

    /** Begins a frame for the memory of one operation. */
    public Frame frame() {
        return new Frame(this);
    }

    /**
     * Allocates memory of a handle, with undefined contents.
     *
     * @param what name of the handle, for messages
     * @throws org.lather.backend.DeviceMemoryException if that much memory is not free
     */
    public Allocation allocate(String what, long bytes) {
        long atLeast = Math.max(8, bytes);
        Buffer buffer;
        try {
            buffer = device.allocate(atLeast);
        } catch (DeviceMemoryException e) {
            doubleBuffered = false;
            if (retired.isEmpty()) {
                throw e;
            }
            closeRetired();
            buffer = device.allocate(atLeast);
        }
        return new Allocation(what, buffer, ledger);
    }

    /**
     * Keeps copies that an operation no longer needs until the next one has ended. The next one copies to other memory
     * then, and need not wait for the programs that read these.
     */
    void retire(List<Allocation> copies) {
        closeRetired();
        if (doubleBuffered) {
            retired.addAll(copies);
        } else {
            copies.forEach(Allocation::close);
        }
    }

    private void closeRetired() {
        retired.forEach(Allocation::close);
        retired.clear();
    }

    /** Allocates memory of a handle with a copy of an array of doubles. */
    public Allocation allocate(String what, double[] values) {
        Allocation out = allocate(what, 8L * values.length);
        return filled(out, () -> transfers.doubles(values, 0, values.length, out.buffer(), 0));
    }

    /** Allocates memory of a handle with a copy of an array of integers. */
    public Allocation allocate(String what, int[] values) {
        Allocation out = allocate(what, 4L * values.length);
        return filled(out, () -> transfers.ints(values, out.buffer()));
    }

    /** Fills a new allocation, which is freed if that fails. */
    private static Allocation filled(Allocation out, Runnable fill) {
        Owned.orClose(fill, out::close);
        return out;
    }

    /** The compiled program of a kernel, compiled on first use. */
    private Program program(Kernel kernel) {
        return programs.computeIfAbsent(kernel.source(precision), device::compile);
    }

    /** Enqueues a kernel; without work-items it has no effect. */
    public void launch(Kernel kernel) {
        kernel.workItems().grid(groupSize()).ifPresent(grid -> {
            ArgumentList arguments = new ArgumentList();
            kernel.put(arguments);
            device.launch(program(kernel), kernel.function().name(), grid, arguments.toArray());
        });
    }

    /** One step of work that adds to a result. */
    public interface Step {
        /**
         * Computes everything that the step needs, in the memory of a frame, without changing the result.
         *
         * @return the action that then adds to the result: only launches, which need no memory
         */
        Runnable compute(Frame frame, int from, int to);
    }

    /**
     * Covers items in steps that add to a result. A step that runs out of memory is computed again with fewer items;
     * since it adds when it is computed as a whole, nothing is added twice.
     *
     * @param range number of items in a step
     */
    public void cover(RangeSize range, int count, Step step) {
        Deque<Computed> computed = new ArrayDeque<>();
        range.cover(count, (from, to) -> computed.push(compute(step, from, to)), (from, to) -> {
            Computed last = computed.pop();
            try {
                last.add.run();
            } finally {
                last.frame.close();
            }
        });
    }

    private record Computed(Frame frame, Runnable add) {}

    private Computed compute(Step step, int from, int to) {
        Frame frame = frame();
        return Owned.orClose(() -> new Computed(frame, step.compute(frame, from, to)), frame::close);
    }

    @Override
    public void close() {
        transfers.close();
        closeRetired();
    }
}
