package org.lather.maps;

/**
 * The target of a map by {@link Pcovr}.
 *
 * @param name key of a number of structures, or column with a number of each atom; empty for none
 * @param mixing α, from 0 (the target alone) to 1 (principal components)
 * @param ridge ρ of the regression, relative to the mean kernel of a point with itself
 */
public record TargetChoice(String name, double mixing, double ridge) {
    /** No target. */
    public static final TargetChoice NONE = new TargetChoice("", 0.5, 1e-4);

    /** @throws IllegalArgumentException if a parameter is out of range */
    public TargetChoice {
        new Pcovr(mixing, ridge, true);
    }
}
