package org.lather.backend.device.program;

import java.util.Map;

/** Sums of normal equations, fold by fold, {@code ridge.dev}. */
public final class RidgePrograms {
    private static final String PROGRAM = "ridge";
    private static final int GROUP = 128;
    private static final Map<String, Integer> CONSTANTS = Map.of("GROUP", GROUP);

    private RidgePrograms() {}

    /** Adds all numbers, out[i] += in[i]. */
    public record Add(long count, Doubles in, Doubles out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "add", false);
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
            to.put(out);
        }
    }

    /**
     * Writes the lower triangle of total − fold, or of the total, with λ added on the diagonal.
     *
     * @param less whether the fold is subtracted
     */
    public record Shifted(int size, Doubles total, Doubles fold, boolean less, double lambda, Doubles out)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "shifted", false);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(size, size);
        }

        @Override
        public void put(Parameters to) {
            to.put(size);
            to.put(total);
            to.put(fold);
            to.put(less);
            to.put(lambda);
            to.put(out);
        }
    }

    /** Reads the diagonal of A [size][size]. */
    public record Diagonal(int size, Doubles a, Doubles out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "diagonal", false);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Items(size);
        }

        @Override
        public void put(Parameters to) {
            to.put(size);
            to.put(a);
            to.put(out);
        }
    }

    /** The terms of vᵀ A v, a row each. */
    public record Quadratic(int size, Doubles a, Doubles v, Doubles out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "quadratic", false);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.SizedGroups(size, GROUP);
        }

        @Override
        public void put(Parameters to) {
            to.put(size);
            to.put(a);
            to.put(v);
            to.put(out);
        }
    }
}
