package org.lather.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * The order in which a search tries the points of its space. Points that differ only in keys that share rows of
 * covariances are scored together; the best of them stands for the others.
 */
final class Tournament {
    /** The number of samples that compete. */
    private static final int SAMPLES = 8;

    /** Options go on if they are no worse than the best ones by this factor, as small subsets mislead. */
    private static final double NEAR = 1.03;

    /** The number of times that samples may all be known before the space counts as exhausted. */
    private static final int PATIENCE = 20;

    private final SearchSpace space;
    private final Scorer scorer;
    private final TrialLog log;
    private final Random random;
    private final Set<List<Integer>> visited = new HashSet<>();
    /** The best score of each visited point with those that share its rows, by subset. */
    private final Map<List<Integer>, List<Double>> scores = new HashMap<>();

    private List<Integer> best;
    /** Whether samples of the space have all been tried before. */
    private boolean exhausted;

    Tournament(SearchSpace space, Scorer scorer, TrialLog log, long seed) {
        this.space = space;
        this.scorer = scorer;
        this.log = log;
        this.random = new Random(seed);
        this.best = space.given();
    }

    void run() {
        Entrant given = new Entrant(best, space.inner(best));
        visited.add(space.outer(best));
        for (int subset = 0; subset < scorer.subsets(); subset++) {
            given.score(subset);
        }
        best = given.points.isEmpty() ? best : given.points.get(0);
        boolean more = true;
        while (more && !log.isFull()) {
            if (!compete(fresh(space.neighbours(best)))) {
                counts();
                more = compete(samples()) || !exhausted;
            }
        }
    }

    /** Tries other numbers of representatives with the best options; others are still tried with the given number. */
    private void counts() {
        List<List<Integer>> counts = space.counts(best);
        if (!counts.isEmpty()) {
            List<List<Integer>> points = new ArrayList<>(List.of(best));
            points.addAll(counts);
            log.score(candidates(points), scorer.subsets() - 1);
        }
    }

    /** The valid ones of some points. */
    private List<Scorer.Candidate> candidates(List<List<Integer>> points) {
        List<Scorer.Candidate> out = new ArrayList<>();
        for (List<Integer> p : points) {
            space.options(p).ifPresent(o -> out.add(new Scorer.Candidate(o, space.values(p))));
        }
        return out;
    }

    private List<Double> scoresOf(List<Integer> point) {
        return scores.computeIfAbsent(
                space.outer(point), p -> new ArrayList<>(Collections.nCopies(scorer.subsets(), Double.NaN)));
    }

    /** The points that have not been tried and whose options are valid. */
    private List<List<Integer>> fresh(List<List<Integer>> points) {
        List<List<Integer>> out = new ArrayList<>();
        for (List<Integer> p : points) {
            if (visited.add(space.outer(p)) && space.options(p).isPresent()) {
                out.add(p);
            }
        }
        return out;
    }

    /**
     * Draws points around the best one: each key has another value with a probability of one half, and together the
     * samples have all parts of its values (Latin hypercube).
     */
    private List<List<Integer>> samples() {
        for (int round = 0; round < PATIENCE; round++) {
            List<List<Integer>> drawn = new ArrayList<>(Collections.nCopies(SAMPLES, best));
            for (int a = 0; a < space.axes().size(); a++) {
                int n = space.axes().get(a).values().size();
                List<Integer> strata = new ArrayList<>();
                for (int i = 0; i < SAMPLES; i++) {
                    strata.add(i);
                }
                Collections.shuffle(strata, random);
                for (int i = 0; i < SAMPLES; i++) {
                    int v = (int) ((strata.get(i) + random.nextDouble()) / SAMPLES * n);
                    boolean moves = random.nextBoolean() && !space.axes().get(a).sharesRows();
                    drawn.set(i, moves ? SearchSpace.moved(drawn.get(i), a, v) : drawn.get(i));
                }
            }
            List<List<Integer>> out = fresh(drawn);
            if (!out.isEmpty()) {
                return out;
            }
        }
        exhausted = true;
        return List.of();
    }

    /** A point, and the points with its rows that still compete, best first. */
    private final class Entrant {
        private final List<Integer> origin;
        private List<List<Integer>> points;
        private double score = Double.POSITIVE_INFINITY;

        Entrant(List<Integer> origin, List<List<Integer>> points) {
            this.origin = origin;
            this.points = points;
        }

        /** Scores the points on a subset, and leaves the better half of them for the next. */
        void score(int subset) {
            List<List<Integer>> valid =
                    points.stream().filter(p -> space.options(p).isPresent()).toList();
            List<Trial> trials = log.score(candidates(valid), subset);
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < trials.size(); i++) {
                order.add(i);
            }
            order.sort(Comparator.comparingDouble(i -> trials.get(i).score()));
            score = order.isEmpty()
                    ? Double.POSITIVE_INFINITY
                    : trials.get(order.get(0)).score();
            List<List<Integer>> next = new ArrayList<>();
            boolean last = subset + 1 == scorer.subsets();
            for (int i : order.subList(0, last ? order.size() : (order.size() + 1) / 2)) {
                next.add(valid.get(i));
            }
            // the given options are scored on every subset: they are the reference
            if (origin.equals(space.given()) && !next.contains(origin) && valid.contains(origin)) {
                next.add(origin);
            }
            points = next;
            scoresOf(origin).set(subset, score);
        }
    }

    /** Lets points compete on one subset after another; returns whether one is better than the best so far. */
    private boolean compete(List<List<Integer>> points) {
        List<Entrant> alive = new ArrayList<>();
        points.forEach(p -> alive.add(new Entrant(p, space.inner(p))));
        List<Double> known = List.copyOf(scoresOf(best));
        for (int subset = 0; subset < scorer.subsets(); subset++) {
            int here = subset;
            boolean last = subset + 1 == scorer.subsets();
            for (Entrant e : alive) {
                e.score(subset);
            }
            if (log.isFull()) {
                return false;
            }
            alive.removeIf(e -> e.points.isEmpty() || !(e.score < known.get(here) * (last ? 1 : NEAR)));
            alive.sort(Comparator.comparingDouble(e -> e.score));
            if (!last && alive.size() > 1) {
                alive.subList((alive.size() + 1) / 2, alive.size()).clear();
            }
        }
        if (alive.isEmpty()) {
            return false;
        }
        best = alive.get(0).points.get(0);
        return true;
    }
}
