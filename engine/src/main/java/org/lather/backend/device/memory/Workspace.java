package org.lather.backend.device.memory;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;

/** What all operations of a backend share: the device, its memory with a ledger, transfers, and compiled programs. */
public final class Workspace implements AutoCloseable {
    /** Memory that one operation needs until its end; it stays for the next. */
    public enum Scratch {
        STARTS,
        X,
        Y,
        Z,
        ELEMENTS,
        INTEGRALS,
        COEFFICIENTS,
        LEFT,
        RIGHT,
        PRODUCT,
        TARGETS,
        INDEX,
        FACTORS,
        INTEGRAL_SLOPES,
        SLOPES,
        COEFFICIENT_SLOPES,
        PULLS,
        PULL_SUMS,
        OWNERS,
        ROWS,
        ALONG,
        DERIVATIVES,
        CENTERS,
        OTHER_CENTERS,
        ENTRIES,
        ENTRY_STARTS,
        STRUCTURES,
        STRUCTURE_STARTS
    }

    /** The work-items of a group where a program takes any number. */
    private static final int GROUP = 128;

    private final Device device;
    private final Precision precision;
    private final Ledger ledger = new Ledger();
    private final Transfers transfers;
    private final ScratchBudget budget;
    private final Map<Scratch, Held> scratch = new EnumMap<>(Scratch.class);
    private final Map<ProgramSource, Program> programs = new HashMap<>();

    private long operation;

    /** The device was short of memory once: from then on there are no second halves. */
    private boolean single;

    /**
     * Scratch memory of one use and the operation that asked for it last. What goes up alternates between two halves,
     * so that it need not wait for the program that reads what went up before.
     */
    private static final class Held {
        private @Nullable Allocation memory;
        private @Nullable Allocation other;
        private long operation;

        void swap() {
            Allocation before = memory;
            memory = other;
            other = before;
        }

        void dropMemory() {
            if (memory != null) {
                memory.close();
                memory = null;
            }
        }

        /** Whether there was one. */
        boolean dropOther() {
            Allocation spare = other;
            other = null;
            if (spare != null) {
                spare.close();
            }
            return spare != null;
        }

        void drop() {
            dropMemory();
            dropOther();
        }
    }

    /** @param memoryBytes what the work may hold */
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

    /** Begins an operation: the scratch memory of those before may be given back where this one lacks memory. */
    public void begin() {
        operation++;
    }

    /** The bytes of a stored feature. */
    public int realBytes() {
        return precision == Precision.SINGLE ? 4 : 8;
    }

    public int groupSize() {
        return Math.min(GROUP, device.info().groupSize());
    }

    /** Memory of a handle. Where it is not free, scratch memory of earlier operations goes first. */
    public Allocation allocate(String what, long bytes) {
        long atLeast = Math.max(8, bytes);
        Buffer buffer;
        try {
            buffer = device.allocate(atLeast);
        } catch (DeviceMemoryException e) {
            single = true;
            if (!dropIdle()) {
                throw e;
            }
            buffer = device.allocate(atLeast);
        }
        return new Allocation(what, buffer, ledger);
    }

    /** Gives back scratch memory that the operation at hand does not need any more; whether there was any. */
    private boolean dropIdle() {
        boolean dropped = scratch.values().removeIf(held -> {
            boolean idle = held.operation < operation;
            if (idle) {
                held.drop();
            }
            return idle;
        });
        for (Held held : scratch.values()) {
            dropped |= held.dropOther();
        }
        return dropped;
    }

    public Allocation allocate(String what, double[] values) {
        Allocation out = allocate(what, 8L * values.length);
        return filled(out, () -> transfers.doubles(values, 0, values.length, out.buffer(), 0));
    }

    public Allocation allocate(String what, int[] values) {
        Allocation out = allocate(what, 4L * values.length);
        return filled(out, () -> transfers.ints(values, out.buffer()));
    }

    /** Runs what fills a new allocation, which is given back if that fails. */
    private static Allocation filled(Allocation out, Runnable fill) {
        boolean done = false;
        try {
            fill.run();
            done = true;
        } finally {
            if (!done) {
                out.close();
            }
        }
        return out;
    }

    /** Scratch memory of at least so many bytes: what went up last, or, where that is smaller, undefined contents. */
    public Buffer scratch(Scratch use, long bytes) {
        return memory(use, held(use), bytes).buffer();
    }

    private Held held(Scratch use) {
        Held held = scratch.computeIfAbsent(use, u -> new Held());
        held.operation = operation;
        return held;
    }

    private Allocation memory(Scratch use, Held held, long bytes) {
        Allocation known = held.memory;
        if (known != null && known.buffer().bytes() >= bytes) {
            return known;
        }
        held.dropMemory();
        Allocation more = allocate(use.name(), Math.max(256, bytes));
        held.memory = more;
        return more;
    }

    /** Scratch memory for what goes up: the half that did not take it last, or the only one where memory is short. */
    private Buffer forUpload(Scratch use, long bytes) {
        Held held = held(use);
        if (!single) {
            held.swap();
        }
        return memory(use, held, bytes).buffer();
    }

    public Buffer scratch(Scratch use, double[] values) {
        Buffer out = forUpload(use, 8L * values.length);
        transfers.doubles(values, 0, values.length, out, 0);
        return out;
    }

    public Buffer scratch(Scratch use, int[] values) {
        Buffer out = forUpload(use, 4L * values.length);
        transfers.ints(values, out);
        return out;
    }

    public void dropScratch() {
        scratch.values().forEach(Held::drop);
        scratch.clear();
    }

    public Program program(String name, Map<String, Integer> constants) {
        return program(name, precision, constants);
    }

    /**
     * A program that knows no stored features is the same in either precision: compiled, and cached by drivers, once.
     */
    public Program doubleProgram(String name, Map<String, Integer> constants) {
        return program(name, Precision.DOUBLE, constants);
    }

    private Program program(String name, Precision storage, Map<String, Integer> constants) {
        return programs.computeIfAbsent(new ProgramSource(name, storage, constants), device::compile);
    }

    /**
     * One work-item for each of many independent items, as far as a device needs; the program strides over the rest.
     */
    public void launchItems(Program program, String function, long items, Argument... arguments) {
        if (items > 0) {
            long most = 1L << 22;
            device.launch(program, function, Grid.of(Math.min(items, most), groupSize()), arguments);
        }
    }

    /** One work-item for each element of a matrix, side by side in a row; the program strides over the rest. */
    public void launchElements(Program program, String function, long rows, int columns, Argument... arguments) {
        long groups = rows * ((columns + groupSize() - 1) / groupSize());
        if (groups > 1L << 30) {
            throw new DeviceException(function + ": a matrix of " + rows + " x " + columns
                    + " is too large for one launch; fewer rows at a time are needed");
        }
        if (groups > 0) {
            device.launch(program, function, new Grid((int) Math.min(groups, 1 << 20), groupSize()), arguments);
        }
    }

    public void launchGroups(Program program, String function, int groups, int groupSize, Argument... arguments) {
        if (groups > 0) {
            device.launch(program, function, new Grid(groups, groupSize), arguments);
        }
    }

    @Override
    public void close() {
        transfers.close();
        dropScratch();
    }
}
