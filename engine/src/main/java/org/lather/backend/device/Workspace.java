package org.lather.backend.device;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<Scratch, Allocation> scratch = new EnumMap<>(Scratch.class);
    private final Map<ProgramSource, Program> programs = new HashMap<>();

    Workspace(Device device, Precision precision) {
        this.device = device;
        this.precision = precision;
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

    /** The bytes of a stored feature. */
    int realBytes() {
        return precision == Precision.SINGLE ? 4 : 8;
    }

    int groupSize() {
        return Math.min(GROUP, device.info().groupSize());
    }

    /** Memory of a handle. Where it is not free, scratch memory goes first. */
    Allocation allocate(String what, long bytes) {
        long atLeast = Math.max(8, bytes);
        Buffer buffer;
        try {
            buffer = device.allocate(atLeast);
        } catch (DeviceMemoryException e) {
            if (scratch.isEmpty()) {
                throw e;
            }
            dropScratch();
            buffer = device.allocate(atLeast);
        }
        return new Allocation(what, buffer, ledger);
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
        Allocation old = scratch.get(use);
        if (old != null && old.buffer().bytes() >= bytes) {
            return old.buffer();
        }
        if (old != null) {
            old.close();
            scratch.remove(use);
        }
        // whatever else is there may be in use: no second try
        Allocation fresh = new Allocation(use.name(), device.allocate(Math.max(256, bytes)), ledger);
        scratch.put(use, fresh);
        return fresh.buffer();
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
        List.copyOf(scratch.values()).forEach(Allocation::close);
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
