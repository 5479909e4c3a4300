package org.lather.search;

import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.dataset.StructureSample;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.options.Domain;
import org.lather.options.Options;
import org.lather.structure.file.Structures;

/**
 * Searches hyper-parameters with the least error over held-out folds of the training structures. The test structures of
 * the options are not used. The given options come first. Then samples of the space around the best options so far
 * alternate with single steps from these. Either compete by successive halving (Jamieson, Talwalkar 2016, PMLR 51, 240;
 * Li et al. 2018, JMLR 18, 185): all are scored on a small subset of the structures, and the better half of those that
 * are no worse than the best so far goes on to the next subset of twice the size.
 *
 * <p>Trials come in an order that depends on options, structures and seed alone, so a larger budget continues the
 * search of a smaller one.
 */
public final class Search {
    private final Options options;
    private final Backend backend;
    private final Execution execution;
    private final SearchBudget budget;

    /**
     * Prepares a search; nothing is read or computed yet.
     *
     * @param options around which is searched; their block {@code tune} is the space if there is one
     */
    public Search(Options options, Backend backend, Execution execution, SearchBudget budget) {
        this.options = options;
        this.backend = backend;
        this.execution = execution;
        this.budget = budget;
    }

    /**
     * Searches.
     *
     * @param consumer takes each trial when it is scored, on each subset
     * @throws CancelledException if the execution was cancelled before the first trial was scored
     * @throws org.lather.options.OptionsException if the time ended before, or for a block {@code tune} that is not
     *     valid
     */
    public SearchResult run(Structures train, Journal journal, Consumer<Trial> consumer) {
        return run(train, journal, consumer, new InSpace(options.model().seed()));
    }

    /**
     * Scores the first representation with each of several cutoffs alone, and the sum of all of them.
     *
     * @param radii of cutoffs, Å
     */
    public SearchResult ranges(Structures train, List<Double> radii, Journal journal, Consumer<Trial> consumer) {
        return run(train, journal, consumer, (scorer, log) -> Ranges.score(radii, scorer, log));
    }

    /** What is tried on prepared structures. */
    private interface Plan {
        void run(Scorer scorer, TrialLog log);

        /** The options of the largest trials, which are scored together. */
        default List<Options> together(Scorer scorer) {
            return List.of(scorer.base());
        }
    }

    /** The tournament of a space. */
    private record InSpace(long seed) implements Plan {
        @Override
        public void run(Scorer scorer, TrialLog log) {
            new Tournament(space(scorer), scorer, log, seed).run();
        }

        @Override
        public List<Options> together(Scorer scorer) {
            SearchSpace space = space(scorer);
            return space.inner(space.given()).stream()
                    .flatMap(p -> space.options(p).stream())
                    .toList();
        }

        private static SearchSpace space(Scorer scorer) {
            return SearchSpace.of(scorer.base(), scorer.top().environments());
        }
    }

    private SearchResult run(Structures train, Journal journal, Consumer<Trial> consumer, Plan plan) {
        long start = System.nanoTime();
        BooleanSupplier late = () -> (System.nanoTime() - start) * 1e-9 > budget.seconds();
        Execution quiet = new Execution(
                execution.budgetBytes(), Progress.NONE, null, () -> execution.isCancelled() || late.getAsBoolean());
        execution.progress().stage("reading", 0);
        StructureSample sample = StructureSample.of(
                train,
                options.targets().values(),
                budget.structures(),
                options.model().seed());
        int most = sample.within(budget.environments(), 2 * options.model().folds());
        Options decided = options.decide(Domain.of(sample.first(most)));
        Scorer scorer = new Scorer(decided, backend, quiet, sample, most, journal);
        announce(scorer, plan.together(scorer), journal, sample.size());
        TrialLog log = new TrialLog(scorer, budget.trials(), consumer);
        boolean interrupted = false;
        try {
            plan.run(scorer, log);
        } catch (CancelledException e) {
            interrupted = execution.isCancelled();
        }
        return log.result(decided.withoutTune(), interrupted);
    }

    private void announce(Scorer scorer, List<Options> together, Journal journal, int found) {
        StringBuilder line = new StringBuilder("search    trials on ");
        for (int s = 0; s < scorer.subsets(); s++) {
            line.append(s == 0 ? "" : s + 1 < scorer.subsets() ? ", " : " and ");
            line.append(String.format(Locale.ROOT, "%,d", scorer.size(s)));
        }
        execution
                .progress()
                .note(line + String.format(Locale.ROOT, " of %,d training structures that were read", found));
        scorer.top().plan(together).ifPresent(p -> execution.progress().note("memory    " + p.describe()));
        if (journal.found() > 0) {
            execution.progress().note("resumed   " + journal.found() + " scores of an earlier run of this search");
        } else if (journal.replaced()) {
            execution
                    .progress()
                    .note("begins    anew: the scores of an earlier run are of other options or structures");
        }
        execution.progress().stage("trials", 0);
    }
}
