package org.lather.options;

import java.util.OptionalDouble;

/**
 * The options of a support vector classification.
 *
 * @param c the penalty C of a structure on the wrong side of its margin, before class weights; empty if
 *     cross-validation finds it
 * @param weights class weights
 * @param positive the class whose probability a target of two classes has; empty for the last one in order
 */
public record ClassifierOptions(OptionalDouble c, ClassWeights weights, String positive) {
    /** C by cross-validation, balanced classes, the last class is positive. */
    public static final ClassifierOptions DEFAULT =
            new ClassifierOptions(OptionalDouble.empty(), ClassWeights.BALANCED, "");

    /** The factors of C by class. */
    public enum ClassWeights {
        /** Inversely proportional to the number of structures of the class, with a mean over structures of 1. */
        BALANCED,
        /** Equal for all classes. */
        NONE
    }

    /** @throws IllegalArgumentException if C is not positive */
    public ClassifierOptions {
        if (c.isPresent() && !(c.getAsDouble() > 0 && Double.isFinite(c.getAsDouble()))) {
            throw new IllegalArgumentException("expected a positive c, got " + c.getAsDouble());
        }
    }
}
