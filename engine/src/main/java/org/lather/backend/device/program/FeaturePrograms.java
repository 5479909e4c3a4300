package org.lather.backend.device.program;

import java.util.Map;

/** Rows of features that are stored, gathered and measured, {@code features.dev}. */
public final class FeaturePrograms {
    private static final String PROGRAM = "features";
    private static final int GROUP = 64;
    private static final Map<String, Integer> CONSTANTS = Map.of("GROUP", GROUP);

    private FeaturePrograms() {}

    /** The extent of a block of rows. */
    public record Extent(int rows, int columns) {
        void put(Parameters to) {
            to.put(rows);
            to.put(columns);
        }
    }

    /** Stores values as features, out[first + i] = in[i]. */
    public record Store(long count, Doubles in, long first, Reals out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "store", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Items(count);
        }

        @Override
        public void put(Parameters to) {
            to.put(count);
            to.put(in);
            to.put(first);
            to.put(out);
        }
    }

    /** Gathers rows as doubles, out[i] = in[order[from + i]], or in[first + i] where that is not negative. */
    public record Gather(Extent extent, Reals in, Ints order, int from, int first, Doubles out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "gather", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(extent.rows(), extent.columns());
        }

        @Override
        public void put(Parameters to) {
            extent.put(to);
            to.put(in);
            to.put(order);
            to.put(from);
            to.put(first);
            to.put(out);
        }
    }

    /** Copies rows as they are stored, out[first + i] = in[rows[i]]. */
    public record CopyRows(int count, int columns, Reals in, Ints rows, long first, Reals out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "copyRows", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(count, columns);
        }

        @Override
        public void put(Parameters to) {
            to.put(count);
            to.put(columns);
            to.put(in);
            to.put(rows);
            to.put(first);
            to.put(out);
        }
    }

    /**
     * Measures rows, norm[first + i] = |in[first + i]|.
     *
     * @param rows how many rows
     */
    public record Norms(int rows, int first, int columns, Reals in, Doubles norm) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "norms", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.SizedGroups(rows, GROUP);
        }

        @Override
        public void put(Parameters to) {
            to.put(first);
            to.put(columns);
            to.put(in);
            to.put(norm);
        }
    }
}
