package org.lather.evaluation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.lather.dataset.DistanceCheck;
import org.lather.error.Cure;
import org.lather.error.NotFiniteException;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;

/** Predictions of structures, compared with the references that the structures carry. */
public final class Evaluation {
    private final List<ErrorStatistics> statistics;
    /** For each target, the number of structures that carry it. */
    private final long[] compared;

    private final Fingerprints trained;
    private final DistanceCheck distances = new DistanceCheck();
    private long structures;
    private long known;
    private String firstKnown = "";

    private final Extrapolation extrapolation;

    private Evaluation(List<ErrorStatistics> statistics, ModelParameters parameters) {
        this.statistics = statistics;
        this.extrapolation = new Extrapolation(parameters);
        this.compared = new long[statistics.size()];
        this.trained = parameters.trained();
    }

    /**
     * Predicts structures in order, with the derivatives that the model was trained with.
     *
     * @param consumer takes each prediction, after it is compared
     * @throws org.lather.structure.DataException as {@link Model#predict(Iterator, Request, Execution, Consumer)}, or
     *     for a reference that cannot be used
     */
    public static Evaluation of(
            Model model, Iterator<Structure> structures, Execution execution, Consumer<Prediction> consumer) {
        return of(model, structures, false, Uncertainties.NONE, execution, consumer);
    }

    /**
     * Predicts structures in order, with the derivatives that the model was trained with.
     *
     * @param perAtom whether predictions have the contribution of each atom to targets of whole structures
     * @param uncertainties which predictive standard deviations predictions have; errors are compared with them
     * @param consumer takes each prediction, after it is compared
     * @throws org.lather.structure.DataException as {@link Model#predict(Iterator, Request, Execution, Consumer)}, or
     *     for a reference that cannot be used
     * @throws org.lather.execution.MemoryBudgetException where the uncertainties would not fit
     * @throws NotFiniteException for a prediction that is not finite
     */
    public static Evaluation of(
            Model model,
            Iterator<Structure> structures,
            boolean perAtom,
            Uncertainties uncertainties,
            Execution execution,
            Consumer<Prediction> consumer) {
        Request request =
                Request.trained(model.parameters()).withContributions(perAtom).with(uncertainties);
        return of(ErrorStatistics.of(model.parameters()), model, structures, request, execution, consumer);
    }

    /**
     * Predicts structures in order without a comparison: references are not read, so that none can be wrong.
     *
     * @param consumer takes each prediction
     * @throws org.lather.structure.DataException as {@link Model#predict(Iterator, Request, Execution, Consumer)}
     * @throws org.lather.execution.MemoryBudgetException where the uncertainties would not fit
     * @throws NotFiniteException for a prediction that is not finite
     */
    public static Evaluation withoutReferences(
            Model model,
            Iterator<Structure> structures,
            Request request,
            Execution execution,
            Consumer<Prediction> consumer) {
        return of(List.of(), model, structures, request, execution, consumer);
    }

    private static Evaluation of(
            List<ErrorStatistics> statistics,
            Model model,
            Iterator<Structure> structures,
            Request request,
            Execution execution,
            Consumer<Prediction> consumer) {
        Evaluation out = new Evaluation(statistics, model.parameters());
        model.predict(structures, request, execution, p -> {
            expectFinite(p, model.parameters());
            out.add(p);
            consumer.accept(p);
        });
        out.extrapolation.nameAtoms(model, execution);
        return out;
    }

    /** Expects finite predictions of whole structures, and of the atoms that a target covers. */
    private static void expectFinite(Prediction p, ModelParameters parameters) {
        for (FittedTarget t : parameters.targets()) {
            double[] v = p.values(t.name());
            int each = t.target().form().components();
            for (int i = 0; i < v.length; i++) {
                boolean wanted = t.target().centers().isEmpty()
                        || t.target().covers(p.structure().atomicNumber(i / each));
                if (wanted && !Double.isFinite(v[i])) {
                    throw new NotFiniteException(p.structure().place() + "expected a finite prediction of " + t.name()
                            + ", got " + v[i] + ". The numbers of the model, or of the structure, are too large");
                }
            }
        }
    }

    private void add(Prediction p) {
        structures++;
        extrapolation.add(p);
        distances.add(p.structure());
        if (trained.contains(p.structure()) && known++ == 0) {
            firstKnown = p.structure().origin();
        }
        for (int k = 0; k < compared.length; k++) {
            ErrorStatistics s = statistics.get(k);
            long before = s.count();
            s.add(p);
            compared[k] += s.count() > before ? 1 : 0;
        }
    }

    /** Returns the number of structures that were predicted. */
    public long structures() {
        return structures;
    }

    /** Returns, for each target that only some of the structures carry, how many lack it, by its name. */
    public Map<String, Long> missing() {
        Map<String, Long> out = new LinkedHashMap<>();
        for (int k = 0; k < compared.length; k++) {
            if (compared[k] > 0 && compared[k] < structures) {
                out.put(statistics.get(k).name(), structures - compared[k]);
            }
        }
        return out;
    }

    /** Returns the errors of each target that any of the structures carries, in the order of the model. */
    public List<TargetMetrics> targets() {
        return statistics.stream()
                .filter(s -> s.count() > 0)
                .map(ErrorStatistics::metrics)
                .toList();
    }

    /** Returns what suggests that predictions or references are not what the user expects. */
    public List<Warning> warnings() {
        List<Warning> out = new ArrayList<>();
        distances.warning("the structures to predict").ifPresent(out::add);
        if (known > 0 && !targets().isEmpty()) {
            out.add(Warning.of(
                    Warning.Kind.TRAINED_ON,
                    known + " of " + structures + " test structures are among those that the model was trained on"
                            + (firstKnown.isEmpty() ? "" : "; the first is " + firstKnown),
                    Cure.text("Errors of structures that were trained on say little about others: leave them out")));
        }
        if (structures >= Skill.LEAST_STRUCTURES) {
            statistics.forEach(s -> Skill.warning(s).ifPresent(out::add));
        }
        out.addAll(extrapolation.warnings());
        return out;
    }

    /**
     * Returns the content of a metrics file.
     *
     * @param model what the file calls the model
     * @param data what the file calls the structures
     */
    public Metrics metrics(String model, String data) {
        return new Metrics(model, data, targets());
    }

    /** Returns the number of structures and the errors of each target, for logs and debuggers. */
    @Override
    public String toString() {
        return "evaluation of " + structures + (structures == 1 ? " structure; " : " structures; ")
                + statistics.stream().map(ErrorStatistics::toString).collect(Collectors.joining("; "));
    }
}
