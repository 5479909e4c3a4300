package org.lather.training;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.dataset.StructureSample;
import org.lather.execution.Execution;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.structure.file.Structures;

/** Finds the weights of summed kernels on a sample of the training structures, before a training. */
final class FoundWeights {
    /** Largest number of structures of the sample. */
    private static final int STRUCTURES = 500;

    /** Largest number of environments of the sample, and of representatives. */
    private static final int ENVIRONMENTS = 20_000;

    private static final int REPRESENTATIVES = 500;

    private FoundWeights() {}

    /** Returns options with given weights: themselves, or with those that were found. */
    static Options given(Options options, Supplier<double[]> found) {
        return switch (options.model().weights()) {
            case GIVEN -> options;
            case AUTO -> with(options, options.representations().size() == 1 ? new double[] {1} : found.get());
        };
    }

    private static Options with(Options options, double[] weights) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("model.weights", ModelOptions.Weights.GIVEN.name().toLowerCase(Locale.ROOT));
        for (int i = 0; i < weights.length; i++) {
            values.put("representations." + i + ".weight", weights[i]);
        }
        return options.with(values);
    }

    /** Returns the options of a training, with weights that are found on a sample of its structures. */
    static Options given(Options options, Structures train, int most, Backend backend, Execution execution) {
        return given(options, () -> {
            execution.progress().stage("weights", 0);
            StructureSample sample = StructureSample.of(
                    train,
                    options.targets().values(),
                    STRUCTURES,
                    options.model().seed());
            int count = Math.min(
                    most, sample.within(ENVIRONMENTS, 2 * options.model().folds()));
            Execution quiet = new Execution(execution.budgetBytes(), Progress.NONE, null, execution.cancelled());
            int representatives =
                    Math.min(REPRESENTATIVES, options.model().representatives().count());
            Options small = options.with(Map.of("model.representatives.count", representatives));
            HeldOutScores scores = HeldOutScores.of(sample.first(count), small, backend, quiet);
            double[] found = scores.weights(small);
            StringBuilder line = new StringBuilder("weights   ");
            for (int i = 0; i < found.length; i++) {
                line.append(i == 0 ? "" : ", ").append(found[i]);
            }
            execution
                    .progress()
                    .note(line + " of the representations, found on " + scores.structures() + " structures");
            return found;
        });
    }

    /** Rounds a weight to three digits. */
    static double rounded(double weight) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.3g", weight));
    }
}
