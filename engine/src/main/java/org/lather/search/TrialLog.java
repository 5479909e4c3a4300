package org.lather.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.execution.CancelledException;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.options.OptionsException;

/** The trials of a search, each with its score on the largest subset on which it was scored. */
final class TrialLog {
    private final Scorer scorer;
    private final int most;
    private final Consumer<Trial> consumer;
    /** Scores of the given options, by subset. */
    private final List<Evaluated> references = new ArrayList<>();

    private final Map<Map<String, Object>, Trial> trials = new LinkedHashMap<>();

    private boolean full;

    /** @param most number of different options that may be scored */
    TrialLog(Scorer scorer, int most, Consumer<Trial> consumer) {
        this.scorer = scorer;
        this.most = most;
        this.consumer = consumer;
    }

    /** Whether the search has come to options beyond its budget, and so ends. */
    boolean isFull() {
        return full;
    }

    /**
     * Scores options on a subset, as many of them as the budget allows. The first options of a search are the given
     * ones, to which others are compared; they are among those that are scored first on any subset.
     *
     * @return the trials of the first of the options
     */
    List<Trial> score(List<Scorer.Candidate> wanted, int subset) {
        List<Scorer.Candidate> allowed = new ArrayList<>();
        int fresh = 0;
        for (Scorer.Candidate c : full ? List.<Scorer.Candidate>of() : wanted) {
            boolean known = trials.containsKey(c.values());
            if (known || trials.size() + fresh < most) {
                allowed.add(c);
                fresh += known ? 0 : 1;
            } else {
                full = true;
            }
        }
        List<Evaluated> scores = scorer.of(allowed, subset);
        if (references.size() == subset && !scores.isEmpty()) {
            references.add(scores.get(indexOfGiven(allowed)));
        }
        List<Trial> out = new ArrayList<>();
        for (int i = 0; i < allowed.size(); i++) {
            Trial t = scorer.trial(allowed.get(i), scores.get(i), references.get(subset), subset);
            out.add(t);
            Map<String, Object> key = allowed.get(i).values();
            Trial before = trials.get(key);
            if (before == null || before.structures() < t.structures()) {
                // a trial that goes on keeps its place
                trials.put(key, t);
                consumer.accept(t);
            }
        }
        return out;
    }

    /** The place of the given options, which are the first that were ever scored. */
    private int indexOfGiven(List<Scorer.Candidate> candidates) {
        for (int i = 0; i < candidates.size() && !trials.isEmpty(); i++) {
            if (candidates.get(i).values().equals(trials.keySet().iterator().next())) {
                return i;
            }
        }
        return 0;
    }

    /** The trials by structures and score. */
    SearchResult result(Options base, boolean interrupted) {
        if (trials.isEmpty()) {
            if (interrupted) {
                throw new CancelledException("interrupted before the given options were scored");
            }
            throw new OptionsException(
                    "the time of the search ended before the given options were scored",
                    Cure.use("a longer ", Setting.argument("budget")),
                    Cure.use("fewer ", Setting.argument("structures")));
        }
        List<Map.Entry<Map<String, Object>, Trial>> sorted = new ArrayList<>(trials.entrySet());
        sorted.sort(Comparator.comparingInt((Map.Entry<Map<String, Object>, Trial> e) ->
                        -e.getValue().structures())
                .thenComparingDouble(e -> e.getValue().score()));
        Trial best = sorted.get(0).getValue();
        Trial given = trials.values().iterator().next();
        return new SearchResult(
                sorted.stream().map(Map.Entry::getValue).toList(), given, complete(base, best), interrupted);
    }

    /** The options of a trial, with weights that were found as given ones. */
    private static Options complete(Options base, Trial trial) {
        Options all = base.with(trial.options());
        return all.model().weights() == ModelOptions.Weights.AUTO
                        && trial.options().keySet().stream().anyMatch(k -> k.endsWith(".weight"))
                ? all.with(Map.of("model.weights", "given"))
                : all;
    }
}
