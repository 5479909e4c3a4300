package org.lather.backend.device.program;

import java.util.Map;
import java.util.Objects;

/** Structures to coefficients and power spectra: {@code expansion.dev}, {@code coupling.dev}, {@code spectrum.dev}. */
public final class ExpansionPrograms {
    private ExpansionPrograms() {}

    /**
     * The density that is expanded.
     *
     * @param centre the weight of the centre atom
     */
    public record Density(Pairs pairs, RadialTable radial, double centre, PairWeight weight) {
        void put(Parameters to) {
            pairs.put(to);
            radial.put(to);
            to.put(centre);
            weight.put(to);
        }
    }

    /**
     * The rows to which power spectra and their norms are written.
     *
     * @param factor (−1)^l/√(2l+1)
     * @param place the row of each environment in {@code out}
     * @param first the row of the first environment in {@code norm}
     */
    public record Spectra(Doubles factor, Ints place, long first, Reals out, Doubles norm) {
        void put(Parameters to) {
            to.put(factor);
            to.put(place);
            to.put(first);
            to.put(out);
            to.put(norm);
        }
    }

    /**
     * Expands densities to coefficients c [environment][lm][a N + n], {@code expansion.dev}.
     *
     * @param constants those of the text, of the hyper-parameters
     */
    public record Expand(Map<String, Integer> constants, Density density, Doubles c) implements Kernel {
        @Override
        public Function function() {
            return new Function("expansion", "expand", false);
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Groups(density.pairs().environments());
        }

        @Override
        public void put(Parameters to) {
            density.put(to);
            to.put(c);
        }
    }

    /**
     * Couples coefficients to power spectra, {@code coupling.dev}.
     *
     * @param constants those of the text, of the hyper-parameters
     */
    public record Couple(Map<String, Integer> constants, int environments, Doubles c, Spectra spectra)
            implements Kernel {
        @Override
        public Function function() {
            return new Function("coupling", "couple", true);
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.SizedGroups(environments, group(constants));
        }

        @Override
        public void put(Parameters to) {
            to.put(c);
            spectra.put(to);
        }
    }

    /**
     * Expands and couples at once, {@code spectrum.dev}.
     *
     * @param constants those of the text, of the hyper-parameters
     */
    public record Spectrum(Map<String, Integer> constants, Density density, Spectra spectra) implements Kernel {
        @Override
        public Function function() {
            return new Function("expansion+coupling+spectrum", "spectrum", true);
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.SizedGroups(density.pairs().environments(), group(constants));
        }

        @Override
        public void put(Parameters to) {
            density.put(to);
            spectra.put(to);
        }
    }

    private static int group(Map<String, Integer> constants) {
        return Objects.requireNonNull(constants.get("GROUP"), "GROUP");
    }
}
