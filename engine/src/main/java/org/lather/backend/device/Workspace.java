package org.lather.backend.device;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;

/** What all operations of a backend share: the device, its memory with a ledger, transfers, and compiled programs. */
final class Workspace implements AutoCloseable {
    /** Memory that one operation needs until its end; it stays for the next. */
    enum Scratch {
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

    /** Scratch memory and the operation that asked for it last. */
    private static final class Held {
        private final Allocation memory;
        private long operation;

        Held(Allocation memory) {
            this.memory = memory;
        }
    }

    /** @param memoryBytes what the work may hold */
    Workspace(Device device, Precision precision, long memoryBytes) {
        this.device = device;
        this.precision = precision;
        this.budget = ScratchBudget.of(device.freeBytes(), memoryBytes);
        this.transfers = new Transfers(device);
    }

    Device device() {
        return device;
    }

    Precision precision() {
        return precision;
    }

    Ledger ledger() {
        return ledger;
    }

    Transfers transfers() {
        return transfers;
    }

    ScratchBudget budget() {
        return budget;
    }

    /** Begins an operation: the scratch memory of those before may be given back where this one lacks memory. */
    void begin() {
        operation++;
    }

    /** The bytes of a stored feature. */
    int realBytes() {
        return precision == Precision.SINGLE ? 4 : 8;
    }

    int groupSize() {
        return Math.min(GROUP, device.info().groupSize());
    }

    /** Memory of a handle. Where it is not free, scratch memory of earlier operations goes first. */
    Allocation allocate(String what, long bytes) {
        long atLeast = Math.max(8, bytes);
        Buffer buffer;
        try {
            buffer = device.allocate(atLeast);
        } catch (DeviceMemoryException e) {
            if (!dropIdle()) {
                throw e;
            }
            buffer = device.allocate(atLeast);
        }
        return new Allocation(what, buffer, ledger);
    }

    /** Gives back scratch memory that the operation at hand has not asked for; whether there was any. */
    private boolean dropIdle() {
        return scratch.values().removeIf(held -> {
            boolean idle = held.operation < operation;
            if (idle) {
                held.memory.close();
            }
            return idle;
        });
    }

    Allocation allocate(String what, double[] values) {
        Allocation out = allocate(what, 8L * values.length);
        return filled(out, () -> transfers.doubles(values, 0, values.length, out.buffer(), 0));
    }

    Allocation allocate(String what, int[] values) {
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

    /** Scratch memory of at least so many bytes, with undefined contents. */
    Buffer scratch(Scratch use, long bytes) {
        Held held = scratch.get(use);
        if (held == null || held.memory.buffer().bytes() < bytes) {
            if (held != null) {
                held.memory.close();
                scratch.remove(use);
            }
            held = new Held(allocate(use.name(), Math.max(256, bytes)));
            scratch.put(use, held);
        }
        held.operation = operation;
        return held.memory.buffer();
    }

    Buffer scratch(Scratch use, double[] values) {
        Buffer out = scratch(use, 8L * values.length);
        transfers.doubles(values, 0, values.length, out, 0);
        return out;
    }

    Buffer scratch(Scratch use, int[] values) {
        Buffer out = scratch(use, 4L * values.length);
        transfers.ints(values, out);
        return out;
    }

    void dropScratch() {
        scratch.values().forEach(held -> held.memory.close());
        scratch.clear();
    }

    Program program(String name, Map<String, Integer> constants) {
        return program(name, precision, constants);
    }

    /** A program that knows no stored features is the same in either precision: compiled, and cached by drivers, once. */
    Program doubleProgram(String name, Map<String, Integer> constants) {
        return program(name, Precision.DOUBLE, constants);
    }

    private Program program(String name, Precision storage, Map<String, Integer> constants) {
        return programs.computeIfAbsent(new ProgramSource(name, storage, constants), device::compile);
    }

    /** One work-item for each of many independent items, as far as a device needs; the program strides over the rest. */
    void launchItems(Program program, String function, long items, Argument... arguments) {
        if (items > 0) {
            long most = 1L << 22;
            device.launch(program, function, Grid.of(Math.min(items, most), groupSize()), arguments);
        }
    }

    /** One work-item for each element of a matrix, side by side in a row; the program strides over the rest. */
    void launchElements(Program program, String function, long rows, int columns, Argument... arguments) {
        long groups = rows * ((columns + groupSize() - 1) / groupSize());
        if (groups > 1L << 30) {
            throw new DeviceException(function + ": a matrix of " + rows + " x " + columns
                    + " is too large for one launch; fewer rows at a time are needed");
        }
        if (groups > 0) {
            device.launch(program, function, new Grid((int) Math.min(groups, 1 << 20), groupSize()), arguments);
        }
    }

    void launchGroups(Program program, String function, int groups, int groupSize, Argument... arguments) {
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
