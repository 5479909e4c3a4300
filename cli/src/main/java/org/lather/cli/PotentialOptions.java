package org.lather.cli;

import org.lather.evaluation.TrainingSetWatch;
import org.lather.execution.Execution;
import org.lather.potential.ModelPotential;
import org.lather.predict.Model;
import org.lather.uncertainty.Uncertainties;
import picocli.CommandLine.Option;

/** The options that commands which use forces of a model have in common. */
final class PotentialOptions {
    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "The energy, where the model has several targets that are one.")
    private String target = "";

    @Option(names = "--no-verify", description = "Do not check the model's checksums.")
    private boolean noVerify;

    boolean verify() {
        return !noVerify;
    }

    /** A potential that warns of the first structure unlike the training set, if it computes uncertainties. */
    ModelPotential of(
            Model model, Execution execution, Uncertainties uncertainties, TrainingSetWatch watch, Console console) {
        return ModelPotential.of(model, execution, target, uncertainties).watched(p -> console.warn(watch.add(p)));
    }
}
