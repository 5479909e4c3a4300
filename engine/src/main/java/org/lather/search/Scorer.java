package org.lather.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.lather.backend.Backend;
import org.lather.dataset.StructureSample;
import org.lather.execution.Execution;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.target.Target;
import org.lather.training.HeldOutScores;

/**
 * Scores options on growing subsets of the training structures, each of which contains the smaller ones, and remembers
 * the scores.
 */
final class Scorer {
    /** The smallest subset has at least so many structures, and so many times the folds. */
    private static final int FEWEST = 60;

    private static final int EACH_FOLD = 8;

    /** The number of subsets, each of half the structures of the next. */
    private static final int SUBSETS = 3;

    private final Options base;
    private final Backend backend;
    private final Execution execution;
    private final StructureSample sample;
    private final Journal journal;
    private final int[] sizes;
    private final Map<Integer, HeldOutScores> scores = new TreeMap<>();

    /** @param most number of structures of the largest subset */
    Scorer(Options base, Backend backend, Execution execution, StructureSample sample, int most, Journal journal) {
        this.base = base;
        this.backend = backend;
        this.execution = execution;
        this.sample = sample;
        this.journal = journal;
        List<Integer> all = new ArrayList<>(List.of(most));
        int least = Math.max(FEWEST, EACH_FOLD * base.model().folds());
        for (int n = most / 2; n >= least && all.size() < SUBSETS; n /= 2) {
            all.add(0, n);
        }
        this.sizes = all.stream().mapToInt(Integer::intValue).toArray();
        journal.open(digest());
    }

    private String digest() {
        String options = base.withoutTune().toYaml();
        return Integer.toHexString(options.hashCode()) + top().sha256();
    }

    /** The options around which is searched, without open defaults. */
    Options base() {
        return base;
    }

    /** The number of subsets. */
    int subsets() {
        return sizes.length;
    }

    /** The number of structures of a subset. */
    int size(int subset) {
        return sizes[subset];
    }

    /** The scores on the largest subset. */
    HeldOutScores top() {
        return on(sizes.length - 1);
    }

    private HeldOutScores on(int subset) {
        return scores.computeIfAbsent(subset, s -> HeldOutScores.of(sample.first(sizes[s]), base, backend, execution));
    }

    /**
     * Options to score.
     *
     * @param values what distinguishes them from others of the search
     */
    record Candidate(Options options, Map<String, Object> values) {}

    /** Whether options have been scored on a subset. */
    boolean knows(Candidate c, int subset) {
        return journal.get(key(c, subset)) != null;
    }

    private String key(Candidate c, int subset) {
        return Journal.line(new TreeMap<>(c.values())) + " on " + sizes[subset];
    }

    /** Scores options on a subset; those that share rows should come together. */
    List<Evaluated> of(List<Candidate> candidates, int subset) {
        List<Candidate> missing =
                candidates.stream().filter(c -> !knows(c, subset)).toList();
        if (!missing.isEmpty()) {
            long start = System.nanoTime();
            List<HeldOutScores.Score> found =
                    on(subset).of(missing.stream().map(Candidate::options).toList());
            double seconds = (System.nanoTime() - start) * 1e-9 / missing.size();
            for (int i = 0; i < missing.size(); i++) {
                journal.put(key(missing.get(i), subset), evaluated(found.get(i), seconds));
            }
        }
        return candidates.stream()
                .map(c -> Objects.requireNonNull(journal.get(key(c, subset))))
                .toList();
    }

    private static Evaluated evaluated(HeldOutScores.Score score, double seconds) {
        Map<String, Double> errors = new LinkedHashMap<>();
        score.errors().forEach((key, e) -> errors.put(key.name(), e));
        List<Double> weights = new ArrayList<>();
        for (double w : score.weights()) {
            weights.add(w);
        }
        return new Evaluated(errors, weights, Double.parseDouble(String.format(Locale.ROOT, "%.3f", seconds)));
    }

    /**
     * The trial of options on a subset.
     *
     * @param reference the given options on the same subset
     */
    Trial trial(Candidate c, Evaluated e, Evaluated reference, int subset) {
        Map<String, Object> values = new LinkedHashMap<>(c.values());
        if (c.options().model().weights() == ModelOptions.Weights.AUTO) {
            for (int i = 0; i < e.weights().size(); i++) {
                values.put("representations." + i + ".weight", e.weights().get(i));
            }
        }
        boolean one = e.errors().size() == 1;
        return new Trial(
                values,
                one ? e.mean() : e.mean() / reference.mean(),
                one ? unit() : "1",
                e.errors(),
                sizes[subset],
                e.seconds());
    }

    /** The unit of the error of the only row type. */
    private String unit() {
        Map.Entry<String, Target> only = base.targets().entrySet().iterator().next();
        Target t = only.getValue();
        return t.unit() + (!t.isTensor() && t.quantity().isExtensive() ? " per atom^1/2" : "");
    }
}
