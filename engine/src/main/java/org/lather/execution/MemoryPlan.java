package org.lather.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.lather.backend.Backend;
import org.lather.backend.Range;

/**
 * The memory of a computation, in bytes and by name, phase by phase, known before it starts.
 *
 * @param rangeSize number of environments whose features are in memory at a time
 */
public record MemoryPlan(List<Phase> phases, int rangeSize) {
    /** The memory that is in use at the same time. */
    public record Phase(String name, List<Item> items) {
        /** This phase with one more item. */
        public Phase with(Item more) {
            List<Item> all = new ArrayList<>(items);
            all.add(more);
            return new Phase(name, List.copyOf(all));
        }

        public long bytes() {
            return items.stream().mapToLong(Item::bytes).sum();
        }
    }

    public record Item(String name, long bytes) {}

    public MemoryPlan {
        phases = List.copyOf(phases);
    }

    /** The phase that needs most memory. */
    public Phase largest() {
        Phase most = phases.get(0);
        for (Phase p : phases) {
            if (p.bytes() > most.bytes()) {
                most = p;
            }
        }
        return most;
    }

    /** The largest number of bytes in use at any time. */
    public long bytes() {
        return largest().bytes();
    }

    /** One line with the items in memory at the peak, by name. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        for (Item i : largest().items()) {
            if (i.bytes() >= 1 << 20) {
                parts.add(i.name() + " " + text(i.bytes()));
            }
        }
        return String.join(" + ", parts) + (parts.isEmpty() ? "" : " = ") + text(bytes()) + " ("
                + largest().name() + ")";
    }

    /**
     * Human-readable number of bytes, rounded up so that a budget typed from it is sufficient: 850 KiB, 12 MiB, 3.1
     * GiB.
     */
    public static String text(long bytes) {
        if (bytes < 1 << 20) {
            return Math.max(1, ((bytes + (1 << 10) - 1) >> 10)) + " KiB";
        }
        if (bytes < 1L << 30) {
            return ((bytes + (1 << 20) - 1) >> 20) + " MiB";
        }
        return String.format(Locale.ROOT, "%.1f GiB", Math.ceil(bytes * 10.0 / (1L << 30)) / 10);
    }

    /** Returns bytes in the largest binary unit that keeps them above 1, rounded up to two digits: 1.25MiB. */
    public static String exact(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int u = 0;
        double value = bytes;
        while (value >= 1024 && u < units.length - 1) {
            value /= 1024;
            u++;
        }
        if (u == 0) {
            return bytes + "B";
        }
        double rounded = Math.ceil(value * 100) / 100;
        return (rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded)) + units[u];
    }

    /** Computes the plan for a range size. */
    public interface Planner {
        MemoryPlan plan(int rangeSize);

        /** Values of options that would reduce the memory sufficiently, by dotted path; empty if none would. */
        default Map<String, String> advice(long budgetBytes) {
            return Map.of();
        }
    }

    /**
     * The plan with the largest range size (a power of two from 16 to 1024) that fits a budget on a CPU.
     *
     * @throws MemoryBudgetException if no plan fits; has the smallest sufficient budget
     */
    public static MemoryPlan fit(Planner planner, long budgetBytes, String work) {
        return fit(planner, OptionalLong.empty(), Range.OF_A_PROCESSOR, budgetBytes, work);
    }

    /**
     * The plan for a backend with the largest range size that fits the budget, starting from the backend's largest
     * range. It must also fit in the memory of a device.
     */
    public static MemoryPlan fit(Planner planner, Backend backend, long budgetBytes, String work) {
        return fit(planner, backend, 0, budgetBytes, work);
    }

    /**
     * The plan for a backend that already holds some of what is planned.
     *
     * @param heldBytes number of bytes of the plan that the backend holds already: they are not free on a device
     */
    public static MemoryPlan fit(Planner planner, Backend backend, long heldBytes, long budgetBytes, String work) {
        OptionalLong free = backend.resources().freeBytes();
        return fit(
                planner,
                free.isPresent() ? OptionalLong.of(free.getAsLong() + heldBytes) : free,
                backend.resources().largestRange(),
                budgetBytes,
                work);
    }

    private static MemoryPlan fit(Planner planner, OptionalLong device, int largest, long allowedBytes, String work) {
        boolean scarce = device.isPresent() && device.getAsLong() < allowedBytes;
        long budgetBytes = scarce ? device.getAsLong() : allowedBytes;
        for (int e = largest; e >= 16; e /= 2) {
            MemoryPlan plan = planner.plan(e);
            if (plan.bytes() <= budgetBytes) {
                return plan;
            }
        }
        MemoryPlan least = planner.plan(16);
        Item most = least.largest().items().get(0);
        for (Item i : least.largest().items()) {
            most = i.bytes() > most.bytes() ? i : most;
        }
        throw new MemoryBudgetException(
                "memory: " + work + " needs " + text(least.bytes()) + " (mostly " + most.name() + "), "
                        + (scarce
                                ? "the device has " + text(budgetBytes) + " free"
                                : text(budgetBytes) + " is allowed"),
                least.bytes(),
                scarce,
                planner.advice(budgetBytes));
    }
}
