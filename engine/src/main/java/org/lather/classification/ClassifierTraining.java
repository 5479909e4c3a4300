package org.lather.classification;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.dataset.EvaluationElements;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/**
 * Fits a classification ({@code model.type: svc}) to structures with classes: support vector machines for all pairs of
 * classes on normalised kernels of structures, with a penalty C and calibrated probabilities from a cross-validation
 * whose folds divide no group ({@code data.group}).
 */
public final class ClassifierTraining {
    private final Options options;
    private final Backend backend;
    private final Execution execution;

    /**
     * Prepares a training; nothing is read or computed yet.
     *
     * @param backend stays the caller's
     * @throws OptionsException if the options have a regression
     */
    public ClassifierTraining(Options options, Backend backend, Execution execution) {
        expectClassification(options);
        this.options = options;
        this.backend = backend;
        this.execution = execution;
    }

    static void expectClassification(Options options) {
        if (!options.model().type().isClassification()) {
            throw new OptionsException("`model.type`: expected svc for a classification, got "
                    + options.model().type().word());
        }
    }

    /** A fitted classification and the report of its training. */
    public record Result(Classifier classifier, ClassifierReport report) {}

    /** Fits to structures. See {@link #fit(Structures, Structures)}. */
    public Result fit(Structures train) {
        return fit(train, Structures.of(List.of()));
    }

    /**
     * Fits to structures.
     *
     * @param test structures on which the model will be tested, whose groups should be others; may be empty
     * @throws DataException if structures or classes cannot be used
     * @throws OptionsException if there are fewer structures of a class than folds
     * @throws org.lather.error.NotFiniteException if kernels are not finite
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient; thrown before the computation
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     * @throws org.lather.regression.NotConvergedException if a machine does not converge
     */
    public Result fit(Structures train, Structures test) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        long begin = System.nanoTime();
        ClassificationSet set = ClassificationSet.read(train, options, execution);
        List<Warning> warnings = new ArrayList<>(set.warnings());
        try (EvaluationElements elements =
                new EvaluationElements(test, options.data().group())) {
            elements.groupWarning(set.groups()).ifPresent(warnings::add);
        }
        Options decided = options.decide(set.periodicity(), execution.progress()::note);
        begin = lap(seconds, "reading", begin);
        int[] elements = set.elements();
        List<MemoryPlan.Item> memory =
                PairwiseFit.memory(set.size(), set.classes().count());
        try (StructureKernels.Gram gram =
                new StructureKernels(decided, elements, backend, execution).gram(set.structures(), memory)) {
            begin = lap(seconds, "kernels", begin);
            execution.progress().stage("machines", 0);
            PairwiseFit fit = StructureKernels.holding(
                    backend,
                    set.size(),
                    memory,
                    () -> PairwiseFit.of(
                            set.problem(gram.values()),
                            IntStream.range(0, set.size()).toArray(),
                            settings(decided, execution, gram.kept())));
            lap(seconds, "machines", begin);
            Classifier classifier = classifier(fit, set, gram, decided, elements, provenance(train, set));
            gram.finish();
            return new Result(classifier, report(fit, set, classifier, seconds, warnings));
        }
    }

    private ClassifierReport report(
            PairwiseFit fit,
            ClassificationSet set,
            Classifier classifier,
            Map<String, Double> seconds,
            List<Warning> warnings) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int c = 0; c < set.classes().count(); c++) {
            int own = c;
            counts.put(set.classes().labels().get(c), (int)
                    Arrays.stream(set.labels()).filter(l -> l == own).count());
        }
        return new ClassifierReport(
                counts,
                set.skipped(),
                set.atoms(),
                classifier.support().size(),
                fit.c(),
                fit.scores(),
                seconds,
                backend.resources().ledger().peakBytes(),
                warnings);
    }

    private static long lap(Map<String, Double> seconds, String stage, long begin) {
        long now = System.nanoTime();
        seconds.put(stage, (now - begin) * 1e-9);
        return now;
    }

    /** @param kept a sentence on what is kept if the training is interrupted */
    static PairwiseFit.Settings settings(Options options, Execution execution, String kept) {
        return new PairwiseFit.Settings(
                options.model().classifier(),
                options.model().folds(),
                options.model().seed(),
                () -> execution.check(kept));
    }

    /** The fitted state, of the structures that have a coefficient. */
    private static Classifier classifier(
            PairwiseFit fit,
            ClassificationSet set,
            StructureKernels.Gram gram,
            Options options,
            int[] elements,
            Map<String, String> provenance) {
        int[] kept = IntStream.range(0, fit.rows().length)
                .filter(i -> fit.machines().stream().anyMatch(m -> m.coefficients()[i] != 0))
                .toArray();
        List<Structure> support = new ArrayList<>();
        for (int i : kept) {
            support.add(set.structures().get(fit.rows()[i]));
        }
        List<PairMachine> machines = new ArrayList<>();
        for (PairMachine m : fit.machines()) {
            double[] coefficients =
                    Arrays.stream(kept).mapToDouble(i -> m.coefficients()[i]).toArray();
            machines.add(new PairMachine(m.low(), m.high(), coefficients, m.bias(), m.sigmoid()));
        }
        double[] self =
                Arrays.stream(kept).mapToDouble(i -> gram.self()[fit.rows()[i]]).toArray();
        return new Classifier(
                options,
                elements,
                set.classes(),
                StructureKernels.bare(support),
                self,
                machines,
                fit.c(),
                provenance,
                set.fingerprints());
    }

    private Map<String, String> provenance(Structures train, ClassificationSet set) {
        BackendInfo info = backend.info();
        String version = ClassifierTraining.class.getPackage().getImplementationVersion();
        Map<String, String> out = new LinkedHashMap<>();
        out.put("created_by", "Lather " + (version == null ? "development" : version));
        out.put("created", Instant.now().toString());
        out.put(
                "backend",
                info.name() + " (" + info.device() + "), "
                        + info.precision().name().toLowerCase(Locale.ROOT));
        out.put("java", System.getProperty("java.version"));
        out.put("training_data", train.description());
        out.put("training_structures", Integer.toString(set.size()));
        out.put("training_environments", Long.toString(set.atoms()));
        return out;
    }
}
