package org.lather.backend.device.program;

import java.util.Map;

/** Derivatives of coefficients with respect to pairs, {@code expansion-gradient.dev}. */
public final class ExpansionGradientPrograms {
    private ExpansionGradientPrograms() {}

    /**
     * Pairs whose coefficients are derived.
     *
     * @param slopes dI_nl/dr of each pair, or the table of splines again
     */
    public record Derived(Pairs pairs, RadialTable radial, Doubles slopes, PairWeight weight) {
        void put(Parameters to) {
            pairs.put(to);
            to.put(radial.table());
            to.put(slopes);
            radial.putTail(to);
            weight.put(to);
        }
    }

    /**
     * The gradient of each pair, out [pair][3], from dE/dc.
     *
     * @param constants those of the text, of the hyper-parameters
     * @param d dE/dc [environment][lm][a N + n]
     * @param factor one for each environment
     */
    public record Pull(Map<String, Integer> constants, Derived derived, Doubles d, Doubles factor, Doubles out)
            implements Kernel {
        @Override
        public Function function() {
            return new Function("expansion-gradient", "pull", false);
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Groups(derived.pairs().environments());
        }

        @Override
        public void put(Parameters to) {
            derived.put(to);
            to.put(d);
            to.put(factor);
            to.put(out);
        }
    }

    /**
     * Derivatives of the coefficients of each pair, out [pair][3][lm][n].
     *
     * @param constants those of the text, of the hyper-parameters
     */
    public record Derive(Map<String, Integer> constants, Derived derived, Doubles out) implements Kernel {
        @Override
        public Function function() {
            return new Function("expansion-gradient", "derive", false);
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Groups(derived.pairs().environments());
        }

        @Override
        public void put(Parameters to) {
            derived.put(to);
            to.put(out);
        }
    }
}
