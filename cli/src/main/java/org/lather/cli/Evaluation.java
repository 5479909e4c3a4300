package org.lather.cli;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.evaluation.ErrorStatistics;
import org.lather.model.Execution;
import org.lather.model.Model;
import org.lather.model.Prediction;
import org.lather.model.StandardizedErrors;
import org.lather.model.Uncertainties;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** Predictions compared with the references that the structures carry. */
final class Evaluation {
    private final List<ErrorStatistics> statistics;
    private final long[] compared;
    private long frames;

    private Evaluation(List<ErrorStatistics> statistics) {
        this.statistics = statistics;
        this.compared = new long[statistics.size()];
    }

    /** Predicts structures one after another; the consumer gets each prediction. */
    static Evaluation of(
            Model model, Iterator<Structure> structures, Execution execution, Consumer<Prediction> consumer) {
        return of(model, structures, false, Uncertainties.NONE, execution, consumer);
    }

    /** @param shares whether predictions say what each atom contributes */
    static Evaluation of(
            Model model,
            Iterator<Structure> structures,
            boolean shares,
            Uncertainties uncertainties,
            Execution execution,
            Consumer<Prediction> consumer) {
        List<ErrorStatistics> all = ErrorStatistics.of(model.parameters());
        Evaluation out = new Evaluation(all);
        model.predictTrained(structures, shares, uncertainties, execution, p -> {
            out.frames++;
            for (int k = 0; k < all.size(); k++) {
                long before = all.get(k).count();
                all.get(k).add(p);
                out.compared[k] += all.get(k).count() > before ? 1 : 0;
            }
            consumer.accept(p);
        });
        return out;
    }

    /** The number of structures. */
    long frames() {
        return frames;
    }

    /** For each target that only some of the structures carry, how many lack it. */
    void sayMissing(Console console) {
        for (int k = 0; k < compared.length; k++) {
            if (compared[k] > 0 && compared[k] < frames) {
                console.say(String.format(
                        Locale.ROOT,
                        "%s: %,d of %,d frames lack it and were not compared",
                        statistics.get(k).name(),
                        frames - compared[k],
                        frames));
            }
        }
    }

    List<ErrorStatistics> statistics() {
        return statistics;
    }

    /** The metrics of each target that any structure carries, by name. */
    Map<String, Object> targets() {
        Map<String, Object> out = new LinkedHashMap<>();
        for (ErrorStatistics s : statistics) {
            if (s.count() > 0) {
                out.put(s.name(), metrics(s));
            }
        }
        return out;
    }

    /** The content of a metrics file. */
    Map<String, Object> metrics(String model, String data) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("model", model);
        out.put("data", data);
        out.put("targets", targets());
        return out;
    }

    private static Map<String, @Nullable Object> metrics(ErrorStatistics s) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("unit", s.unit().toString());
        out.put("quantity", s.quantity().name().toLowerCase(Locale.ROOT));
        out.put("count", s.count());
        out.put("mae", s.mae());
        out.put("mae_standard_error", number(s.maeStandardError()));
        out.put("rmse", s.rmse());
        out.put("max", s.max());
        out.put("std", number(s.spread()));
        out.put("std_baseline", number(s.spreadWithoutBaselines()));
        StandardizedErrors calibration = s.calibration();
        if (calibration.count() > 0) {
            out.put("rms_uncertainty", calibration.rmsUncertainty());
            out.put("rms_error_over_uncertainty", number(calibration.rmsErrorOverUncertainty()));
        }
        ErrorStatistics.Sums perAtom = s.perAtom();
        out.put("mae_per_atom", perAtom == null ? null : perAtom.mae());
        out.put("rmse_per_atom", perAtom == null ? null : perAtom.rmse());
        Map<Integer, ErrorStatistics.Sums> byElement = s.byElement();
        Map<String, Object> elements = new LinkedHashMap<>();
        if (byElement != null) {
            byElement.forEach((z, sums) -> {
                Map<String, Object> e = new LinkedHashMap<>();
                e.put("count", sums.count());
                e.put("mae", sums.mae());
                e.put("rmse", sums.rmse());
                e.put("max", sums.max());
                elements.put(Element.symbol(z), e);
            });
        }
        out.put("by_element", byElement == null ? null : elements);
        Map<Integer, ErrorStatistics.Parts> byLambda = s.byLambda();
        if (byLambda != null) {
            Map<String, Object> orders = new LinkedHashMap<>();
            byLambda.forEach((lambda, parts) -> orders.put(Integer.toString(lambda), order(parts)));
            out.put("by_lambda", orders);
        }
        return out;
    }

    private static Map<String, @Nullable Object> order(ErrorStatistics.Parts parts) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("count", parts.errors().count());
        out.put("mae", parts.errors().mae());
        out.put("rmse", parts.errors().rmse());
        out.put("max", parts.errors().max());
        out.put("std", number(parts.spread()));
        out.put("std_baseline", number(parts.spreadWithoutBaselines()));
        out.put("mae_per_atom", number(parts.perAtom().mae()));
        out.put("rmse_per_atom", number(parts.perAtom().rmse()));
        return out;
    }

    /** JSON has no NaN. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
