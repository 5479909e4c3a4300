package org.lather.model;

import java.util.List;

/** Why the targets of a model have no uncertainties. */
public enum WithoutUncertainty {
    /** The regression has none. */
    REGRESSION("its model.type has none", "Train it with model.type sparse_gpr"),
    /** They were not asked for. */
    NOT_ASKED("it was trained with model.uncertainty none", "Train it with model.uncertainty posterior"),
    /** The fit has no factor. */
    ITERATION(
            "it was fitted by iteration (model.solver), which computes no factor",
            "Train it with model.solver direct, or with fewer representatives"),
    /** The factor of a full regression did not fit the memory. */
    DISK(
            "its training had no memory for the factor of its training structures",
            "Train it with more memory, or with model.uncertainty label_noise"),
    /** No target can have one. */
    TARGETS(
            "only numbers of whole structures have a posterior, and their forces and stress",
            "Train a model of the energy, or of another number, on the same structures");

    private final String fact;
    private final String cure;

    WithoutUncertainty(String fact, String cure) {
        this.fact = fact;
        this.cure = cure;
    }

    /**
     * The reason for some targets of a model.
     *
     * @param some targets without uncertainties
     */
    public static WithoutUncertainty of(ModelParameters m, List<FittedTarget> some) {
        if (!m.options().model().hasUncertainties()) {
            return REGRESSION;
        }
        return switch (m.options().model().uncertainty().type()) {
            case NONE -> NOT_ASKED;
            case POSTERIOR -> some.stream().anyMatch(WithoutUncertainty::takesPosterior) ? lacking(m) : TARGETS;
            case LABEL_NOISE, COMMITTEE -> TARGETS;
        };
    }

    private static WithoutUncertainty lacking(ModelParameters m) {
        return switch (m.options().model().type()) {
            case SPARSE_GPR -> ITERATION;
            case GPR -> DISK;
            case SVC -> REGRESSION;
        };
    }

    private static boolean takesPosterior(FittedTarget t) {
        return !t.target().isTensor() && !t.target().quantity().isPerAtom();
    }

    /** The reason, as the end of a sentence. */
    public String fact() {
        return fact;
    }

    /** What to do, as a sentence. */
    public String cure() {
        return cure;
    }
}
