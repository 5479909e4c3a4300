package org.lather.backend.device.program;

import java.util.Map;
import org.lather.backend.device.DeviceMatrix;

/** Rows of tiles that are reduced, scaled, solved and summed, {@code rows.dev}. */
public final class RowPrograms {
    /** The columns that a triangular solution has at a time. */
    public static final int BLOCK = 32;

    private static final String PROGRAM = "rows";
    private static final int GROUP = 64;
    private static final Map<String, Integer> CONSTANTS = Map.of("BLOCK", BLOCK);

    private RowPrograms() {}

    /**
     * Terms of the rows of a result.
     *
     * @param target the row of each sum
     * @param starts the first term of each sum, and their number
     * @param order the row that each term is taken from
     */
    public record Terms(Ints target, Ints starts, Ints order, Doubles factor) {
        void put(Parameters to) {
            to.put(target);
            to.put(starts);
            to.put(order);
            to.put(factor);
        }
    }

    /** Adds terms to rows, out[target[t]] += Σ_k factor[k] in[order[k]], in the order of k. */
    public record Reduce(int targets, int columns, Terms terms, Doubles in, Doubles out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "reduce", false);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(targets, columns);
        }

        @Override
        public void put(Parameters to) {
            to.put(targets);
            to.put(columns);
            terms.put(to);
            to.put(in);
            to.put(out);
        }
    }

    /** Scales selected rows, out[r] = root[r] in[index[r]]. */
    public record Scale(int rows, int columns, Doubles in, Ints index, Doubles root, Doubles out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "scale", false);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(rows, columns);
        }

        @Override
        public void put(Parameters to) {
            to.put(rows);
            to.put(columns);
            to.put(in);
            to.put(index);
            to.put(root);
            to.put(out);
        }
    }

    /** Solves one block on the diagonal, B [m][n] := B L⁻ᵀ with n up to {@link #BLOCK}. */
    public record Solve(int m, int n, DeviceMatrix l, DeviceMatrix b) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "solve", false);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.SizedGroups((m + GROUP - 1) / GROUP, GROUP);
        }

        @Override
        public void put(Parameters to) {
            to.put(m);
            to.put(n);
            to.put(l);
            to.put(b);
        }
    }

    /** Adds weighted targets times selected rows to right [targets][size]. */
    public record RightSides(
            int rows, int size, int targets, MatrixPrograms.Selection selection, Doubles y, Doubles right)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "rightSides", false);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(targets, size);
        }

        @Override
        public void put(Parameters to) {
            to.put(rows);
            to.put(size);
            to.put(targets);
            selection.put(to);
            to.put(y);
            to.put(right);
        }
    }
}
