package org.lather.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.options.Options;
import org.lather.options.OptionsException;

/** Scores the first representation of options with several cutoffs, each alone and all together. */
final class Ranges {
    private Ranges() {}

    static void score(List<Double> radii, Scorer scorer, TrialLog log) {
        Options base = scorer.base().withoutTune();
        List<Object> all = new ArrayList<>();
        int top = scorer.subsets() - 1;
        List<Scorer.Candidate> alone = new ArrayList<>();
        for (double radius : radii) {
            Options one = base.with(Map.of("representations", List.of(block(base))))
                    .with(Map.of("representations.0.cutoff.radius", radius));
            Object block = block(one);
            all.add(block);
            alone.add(new Scorer.Candidate(one, Map.of("representations", List.of(block))));
        }
        for (int subset = 0; subset < top; subset++) {
            log.score(List.of(alone.get(0)), subset);
        }
        alone.forEach(c -> log.score(List.of(c), top));
        if (all.size() > 1) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("representations", all);
            Options sum = base.with(Map.of("representations", all, "model.weights", "auto"));
            log.score(List.of(new Scorer.Candidate(sum, values)), top);
        }
    }

    private static Object block(Options base) {
        Object block = base.value("representations.0");
        if (!(block instanceof Map)) {
            throw new OptionsException("expected a map of a representation, got " + block);
        }
        return block;
    }
}
