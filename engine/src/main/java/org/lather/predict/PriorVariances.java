package org.lather.predict;

import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;

/** Stores k** of structures, of which committees with a composition baseline need the variance of their prior. */
final class PriorVariances implements StructureConsumer {
    @Override
    public void accept(Prediction prediction, double itself, double[] sum) {
        prediction.scatter().putPrior(itself);
    }

    @Override
    public boolean needsRepresentatives() {
        return false;
    }

    /** Whether predictions of the members of a model need it. */
    static boolean areNeeded(ModelParameters withMembers) {
        return withMembers.targets().stream().anyMatch(Committee::isMember)
                && withMembers.targets().stream().anyMatch(PriorVariances::isNeeded);
    }

    private static boolean isNeeded(FittedTarget t) {
        return t.members() > 1
                && t.composition().isPresent()
                && !t.target().quantity().isPerAtom();
    }
}
