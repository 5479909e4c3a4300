package org.lather.backend.device.program;

import java.util.Map;

/** Bispectra, {@code bispectrum.dev}. */
public final class BispectrumPrograms {
    private BispectrumPrograms() {}

    /**
     * Clebsch-Gordan coefficients of the triples of orders.
     *
     * @param begin the first term of each triple, and their number
     */
    public record Terms(Ints begin, Ints lm1, Ints lm2, Ints lm3, Doubles value) {
        void put(Parameters to) {
            to.put(begin);
            to.put(lm1);
            to.put(lm2);
            to.put(lm3);
            to.put(value);
        }
    }

    /**
     * Couples coefficients to bispectra.
     *
     * @param place the place of each column among all of the layout
     * @param first the row of {@code out} that the first environment has
     */
    public record Couple(Coefficients coefficients, Terms terms, int columns, Ints place, long first, Reals out)
            implements Kernel {
        @Override
        public Function function() {
            return new Function("bispectrum", "couple", true);
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
            terms.put(to);
            to.put(columns);
            to.put(place);
            to.put(first);
            to.put(out);
        }
    }
}
