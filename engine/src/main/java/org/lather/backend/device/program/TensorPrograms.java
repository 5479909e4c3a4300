package org.lather.backend.device.program;

import java.util.Map;

/** Equivariant power spectra, {@code tensors.dev}. */
public final class TensorPrograms {
    private TensorPrograms() {}

    /**
     * Clebsch-Gordan coefficients of the blocks of orders.
     *
     * @param begin the first term of each block and M, and their number
     */
    public record Terms(Ints begin, Ints lm1, Ints lm2, Doubles value) {
        void put(Parameters to) {
            to.put(begin);
            to.put(lm1);
            to.put(lm2);
            to.put(value);
        }
    }

    /** The block, the two channels and the weight of each column of a row of features. */
    public record Columns(int columns, Ints block, Ints q1, Ints q2, Doubles weight) {
        void put(Parameters to) {
            to.put(columns);
            to.put(block);
            to.put(q1);
            to.put(q2);
            to.put(weight);
        }
    }

    /**
     * Couples coefficients to tensors of order λ.
     *
     * @param components 2 λ + 1
     * @param first the environment of {@code out} that the first of these is
     */
    public record Couple(Coefficients coefficients, int components, Terms terms, Columns columns, long first, Reals out)
            implements Kernel {
        @Override
        public Function function() {
            return new Function("tensors", "couple", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return Map.of();
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Groups(coefficients.environments());
        }

        @Override
        public void put(Parameters to) {
            coefficients.put(to);
            to.put(components);
            terms.put(to);
            columns.put(to);
            to.put(first);
            to.put(out);
        }
    }
}
