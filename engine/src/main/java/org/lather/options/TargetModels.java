package org.lather.options;

import java.util.List;
import java.util.Map;
import org.lather.kernel.Covariance;
import org.lather.target.Target;

/** Which targets fit which models and features. */
final class TargetModels {
    private TargetModels() {}

    /** Expects one class for a classification, and none for a regression. */
    static void expectClasses(ModelOptions model, Map<String, Target> targets) {
        boolean classification = model.type().isClassification();
        targets.forEach((name, t) -> {
            if ((t.quantity() == Target.Quantity.CLASS) != classification) {
                throw new IllegalArgumentException(
                        classification
                                ? "`targets." + name + ".quantity`: expected class for `model.type` svc, got "
                                        + t.quantity().word()
                                : "`model.type`: expected svc for the class `" + name + "`, got "
                                        + model.type().word());
            }
        });
        if (classification && targets.size() > 1) {
            throw new IllegalArgumentException(
                    "`targets`: expected one class for `model.type` svc, got " + targets.keySet());
        }
        if (classification) {
            expectNothingOfARegression(model);
        }
    }

    /** Expects a density to be the only target of a sparse model with features that turn with the atoms. */
    static void expectDensity(ModelOptions model, Map<String, Target> targets, List<Representation> representations) {
        if (targets.values().stream().noneMatch(Target::isDensity)) {
            return;
        }
        if (targets.size() > 1) {
            throw new IllegalArgumentException(
                    "`targets`: expected a density to be the only target, got " + targets.keySet());
        }
        if (model.type() != ModelOptions.Type.SPARSE_GPR) {
            throw new IllegalArgumentException("`model.type`: expected sparse_gpr for a density, got "
                    + model.type().word());
        }
        if (model.kernel().centers() != Covariance.Centers.SAME) {
            throw new IllegalArgumentException(
                    "`model.kernel.centers`: expected same for a density, whose elements have"
                            + " functions of their own, got any");
        }
        for (Representation r : representations) {
            if (!r.tensors()) {
                throw new IllegalArgumentException("`representations`: expected calculator lambda_soap for a density,"
                        + " got features that do not turn with the atoms");
            }
        }
    }

    /** Expects no option that a classification would ignore, although it changes a regression. */
    private static void expectNothingOfARegression(ModelOptions model) {
        if (model.weights() != ModelOptions.Weights.GIVEN) {
            throw new IllegalArgumentException("`model.weights`: expected given for `model.type` svc, got auto");
        }
        if (model.solver() == ModelOptions.Solver.ITERATIVE) {
            throw new IllegalArgumentException(
                    "`model.solver`: expected auto for `model.type` svc, whose machines have a solver of their own, got"
                            + " iterative");
        }
        if (!model.noise().isFound()) {
            throw new IllegalArgumentException(
                    "`model.noise`: expected auto for `model.type` svc, which has a penalty C in place of a noise, got a"
                            + " number. Use model.svc.c");
        }
    }
}
