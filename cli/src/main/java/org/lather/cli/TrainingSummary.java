package org.lather.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lather.model.TrainingReport;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.target.Derivative;
import org.lather.target.RowType;
import org.lather.target.Target;
import org.lather.target.TensorForm;

/** The human-readable summary of a training. */
final class TrainingSummary {
    private static final String PER_ATOM = " per atom^1/2";

    private TrainingSummary() {}

    static void report(TrainingReport report, Options options, Console console) {
        console.info(String.format(
                Locale.ROOT,
                "data      %,d structures, %,d environments%s%s",
                report.structures(),
                report.environments(),
                report.skipped() > 0
                        ? String.format(Locale.ROOT, "; %,d without a target omitted", report.skipped())
                        : "",
                report.resumedShards() > 0 ? "; resumed from the sums of an earlier run" : ""));
        console.info("labels    " + labels(report));
        StringBuilder fit = new StringBuilder(String.format(
                Locale.ROOT,
                "fit       %,d representatives%s, %,d features",
                report.representatives(),
                fewer(report, options.model()),
                report.features()));
        options.targets()
                .forEach((name, t) -> report.noise().forEach((key, sigma) -> {
                    if (key.target().equals(name)) {
                        fit.append(String.format(
                                Locale.ROOT, ", noise of %s %.3g %s", key.name(), sigma, noiseUnit(t, key.type())));
                    }
                }));
        double total = report.seconds().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        fit.append(String.format(Locale.ROOT, ", %.1f s", total));
        console.info(fit.toString());
        if (report.byElement().size() > 1) {
            console.info(report.byElement().entrySet().stream()
                    .map(e -> String.format(Locale.ROOT, "%,d of %s", e.getValue(), e.getKey()))
                    .collect(Collectors.joining(", ", "          representatives: ", "")));
        }
        if (fit.indexOf(PER_ATOM) >= 0) {
            console.info("          noise per atom^1/2: that of N atoms is N^1/2 times as large");
        }
    }

    /** How many structures have each target and derivative: {@code energy in all, energy_forces in 10 of 40}. */
    private static String labels(TrainingReport report) {
        int all = report.structures() + report.skipped();
        return report.labels().entrySet().stream()
                .map(e -> e.getKey()
                        + (e.getValue() == all
                                ? " in all"
                                : String.format(Locale.ROOT, " in %,d of %,d structures", e.getValue(), all)))
                .collect(Collectors.joining(", "));
    }

    /** The unit of the noise of a row type: of what is learnt, and of totals per square root of the number of atoms. */
    private static String noiseUnit(Target target, RowType type) {
        boolean total = target.quantity() == Target.Quantity.TOTAL;
        boolean proxy = target.form().transform() != TensorForm.Transform.NONE;
        String values = proxy ? (total ? "A^3" : "1") : target.unit().toString();
        Optional<Derivative> derivative = type.derivative(target);
        boolean extensive =
                total && derivative.map(d -> d.kind() == Derivative.Kind.VIRIAL).orElse(true);
        return derivative.map(d -> d.unit().toString()).orElse(values) + (extensive ? PER_ATOM : "");
    }

    /**
     * Explains why there are fewer representatives than requested: the pool has only as many distinct environments as
     * the training set.
     */
    private static String fewer(TrainingReport report, ModelOptions model) {
        int asked = model.representatives().count();
        return model.type().hasRepresentatives() && report.representatives() < asked
                ? String.format(Locale.ROOT, " (%,d asked for)", asked)
                : "";
    }
}
