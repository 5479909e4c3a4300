package org.lather.survey;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.target.Target;

/**
 * Hyper-parameters of the representation for the structures of a survey.
 *
 * @param cutoff radius of the cutoff, Å
 * @param smoothing width of its smoothing, Å
 * @param width standard deviation of the density of an atom, Å
 * @param scale scale of the radial scaling, Å
 * @param zeta exponent of the kernel
 * @param reason why these were chosen, a sentence
 */
record Geometry(double cutoff, double smoothing, double width, double scale, double zeta, String reason) {
    /** Nearest distances up to which the default cutoff of materials contains the second shell, Å. */
    private static final double USUAL_DISTANCE = 2.7;

    /** The cutoff over the nearest distance that contains the second shell of a close-packed crystal, and more. */
    private static final double SHELLS = 2.1;

    private static final double LARGEST_CUTOFF = 8;

    /**
     * Chooses them.
     *
     * @param defaults representation and model with the defaults for these structures, as an options file has them
     */
    static Geometry of(Survey survey, List<Proposal> targets, Map<String, ?> defaults) {
        double cutoff = number(defaults, "representation", "cutoff", "radius");
        double smoothing = number(defaults, "representation", "cutoff", "smoothing", "width");
        double width = number(defaults, "representation", "density", "width");
        double scale = number(defaults, "representation", "density", "scaling", "scale");
        double zeta = number(defaults, "model", "kernel", "zeta");
        double nearest = survey.nearestDistance();
        boolean gradients = targets.stream().anyMatch(p -> !p.derivatives().isEmpty());
        if (survey.periodic() == 0) {
            return new Geometry(
                    cutoff,
                    smoothing,
                    width,
                    scale,
                    zeta,
                    "molecules"
                            + (gradients
                                    ? " whose forces are learnt: a smooth density and cutoff"
                                    : ": a sharp density"));
        }
        String found = String.format(Locale.ROOT, ", whose nearest atoms are %.2f Å apart", nearest);
        if (survey.isCondensedMolecules()) {
            boolean atoms = targets.stream().allMatch(p -> p.quantity() == Target.Quantity.ATOM || p.rank() > 0);
            return atoms
                    ? new Geometry(
                            4.5,
                            0.5,
                            0.3,
                            2.0,
                            2,
                            "molecules in a periodic cell" + found
                                    + ": a sharp density, as properties of atoms depend on their own molecule most")
                    : new Geometry(
                            cutoff,
                            smoothing,
                            0.5,
                            2.0,
                            zeta,
                            "molecules in a periodic cell" + found + ": a density narrower than for metals");
        }
        if (nearest > USUAL_DISTANCE) {
            double longer = Math.min(LARGEST_CUTOFF, Math.round(2 * SHELLS * nearest) / 2.0);
            return new Geometry(
                    longer,
                    smoothing,
                    Math.round(10 * width * nearest / 2.4) / 10.0,
                    scale,
                    zeta,
                    "a periodic solid or liquid" + found + ": a cutoff beyond the second shell");
        }
        return new Geometry(cutoff, smoothing, width, scale, zeta, "a periodic solid or liquid" + found);
    }

    private static double number(Map<String, ?> tree, String... path) {
        Object at = tree;
        for (String step : path) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        if (at instanceof Number n) {
            return n.doubleValue();
        }
        throw new IllegalStateException("expected a default number at " + String.join(".", path) + ", got " + at);
    }
}
