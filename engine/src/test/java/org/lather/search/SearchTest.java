package org.lather.search;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.execution.CancelledException;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.target.RowKey;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;

class SearchTest {
    private static final String ENERGY = "energy: {baseline: composition}";
    private static final SearchBudget ALL = budget(Integer.MAX_VALUE);

    @TempDir
    Path folder;

    private final Backend backend = SmallTraining.reference();
    private final List<Structure> clusters = SmallTraining.clusters(6, 130);
    private final Options options = SmallTraining.options("representatives: {count: 20}, folds: 3", ENERGY);

    @AfterEach
    void close() {
        backend.close();
    }

    private static SearchBudget budget(int trials) {
        return new SearchBudget(trials, Double.POSITIVE_INFINITY, Integer.MAX_VALUE, SearchBudget.ENVIRONMENTS);
    }

    private static Execution execution(Runnable onCheck, AtomicInteger left) {
        return new Execution(1L << 30, Progress.NONE, null, () -> {
            onCheck.run();
            return left.get() <= 0;
        });
    }

    private SearchResult search(Options o, List<Structure> structures, SearchBudget budget, Journal journal) {
        Execution e = execution(() -> {}, new AtomicInteger(1));
        return new Search(o, backend, e, budget).run(Structures.of(structures), journal, t -> {});
    }

    /** What does not depend on time. */
    private static List<String> table(SearchResult r) {
        return r.trials().stream().map(SearchTest::line).toList();
    }

    private static String line(Trial t) {
        return t.structures() + " " + t.score() + " " + t.unit() + " " + t.options();
    }

    private Options tuned(String tune) {
        Options with = Options.parse("tune: {" + tune + "}\n" + options.toYaml(), Path.of(""));
        assertThat(with.withoutTune()).isEqualTo(options.decide(org.lather.options.Domain.MOLECULES));
        return with;
    }

    @Test
    void theBestOfASmallSpaceIsThatOfAllItsPoints() {
        Options o = tuned("representations.0.cutoff.radius: [2.5, 3.0, 3.5], model.kernel.zeta: [1, 2, 4]");
        SearchResult r = search(o, clusters, ALL, Journal.none());
        assertThat(r.trials()).hasSize(9);
        assertThat(r.interrupted()).isFalse();
        Trial best = r.trials().get(0);
        assertThat(best.structures()).isEqualTo(130);
        assertThat(best.unit()).isEqualTo("eV per atom^1/2");
        for (double radius : new double[] {2.5, 3, 3.5}) {
            for (double zeta : new double[] {1, 2, 4}) {
                Options one = o.withoutTune()
                        .with(Map.of("representations.0.cutoff.radius", radius, "model.kernel.zeta", zeta));
                try (Model m = SmallTraining.fit(one, backend, clusters)) {
                    double error = requireNonNull(
                            m.report().orElseThrow().crossValidated().get(RowKey.value("energy")));
                    // of those that lost on fewer structures, some may be a little better on all of them
                    assertThat(error).as(radius + " Å, zeta " + zeta).isGreaterThan(0.95 * best.score());
                    if (one.equals(r.best())) {
                        assertThat(error).isCloseTo(best.score(), within(1e-6 * error));
                    }
                }
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameTrialsAndASmallerBudgetTheirBeginning() {
        List<String> many = new ArrayList<>();
        List<String> few = new ArrayList<>();
        Execution e = execution(() -> {}, new AtomicInteger(1));
        SearchResult all = new Search(options, backend, e, budget(30))
                .run(Structures.of(clusters), Journal.none(), t -> many.add(line(t)));
        SearchResult first = new Search(options, backend, e, budget(9))
                .run(Structures.of(clusters), Journal.none(), t -> few.add(line(t)));
        assertThat(all.trials()).hasSize(30);
        assertThat(first.trials()).hasSize(9);
        assertThat(few).isEqualTo(many.subList(0, few.size()));
        assertThat(table(search(options, clusters, budget(30), Journal.none()))).isEqualTo(table(all));
        // the given options come first, on every subset
        assertThat(all.given().structures()).isEqualTo(130);
        assertThat(all.trials().get(0).score()).isLessThanOrEqualTo(all.given().score());
    }

    @Test
    void aSearchThatWasInterruptedResumes() throws Exception {
        List<String> whole = table(search(options, clusters, budget(25), Journal.none()));
        Path file = folder.resolve("best.journal.jsonl");
        AtomicInteger left = new AtomicInteger(12);
        SearchResult part = new Search(options, backend, execution(() -> {}, left), budget(25))
                .run(Structures.of(clusters), Journal.in(file), t -> left.decrementAndGet());
        assertThat(part.interrupted()).isTrue();
        assertThat(part.trials().size()).isLessThan(25);
        int scored = Files.readAllLines(file).size();
        // the line that was being written when the program was killed
        Files.writeString(file, Files.readString(file) + "{\"of\": \"trunc");
        assertThat(table(search(options, clusters, budget(25), Journal.in(file))))
                .isEqualTo(whole);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.size()).isGreaterThan(scored);
        assertThat(lines).doesNotHaveDuplicates();
        List<String> after = table(search(options, clusters, budget(25), Journal.in(file)));
        assertThat(after).isEqualTo(whole);
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
        // other data: a new journal
        search(options, clusters.subList(0, 120), budget(5), Journal.in(file));
        assertThat(Files.readAllLines(file).get(0)).isNotEqualTo(lines.get(0));
    }

    @Test
    void nothingIsFoundBeforeTheFirstScore() {
        AtomicInteger none = new AtomicInteger(0);
        Search cancelled = new Search(options, backend, execution(() -> {}, none), ALL);
        assertThatThrownBy(() -> cancelled.run(Structures.of(clusters), Journal.none(), t -> {}))
                .isInstanceOf(CancelledException.class);
        Search late = new Search(
                options,
                backend,
                execution(() -> {}, new AtomicInteger(1)),
                new SearchBudget(9, 1e-9, Integer.MAX_VALUE, SearchBudget.ENVIRONMENTS));
        assertThatThrownBy(() -> late.run(Structures.of(clusters), Journal.none(), t -> {}))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("budget");
    }

    @Test
    void severalRowTypesAreComparedWithTheGivenOptions() {
        Options o = SmallTraining.options(
                "representatives: {count: 15}, folds: 2", "energy: {baseline: composition, forces: {}}");
        SearchResult r = search(
                Options.parse("tune: {representations.0.cutoff.radius: [3.0, 3.6]}\n" + o.toYaml(), Path.of("")),
                MorseSolid.rattled(5, 16),
                ALL,
                Journal.none());
        assertThat(r.trials()).hasSize(2);
        assertThat(r.given().score()).isEqualTo(1);
        assertThat(r.given().unit()).isEqualTo("1");
        assertThat(r.given().errors()).containsOnlyKeys("energy", "energy_forces");
        Trial other = r.trials().get(1 - r.trials().indexOf(r.given()));
        double ratio = 1;
        for (String name : List.of("energy", "energy_forces")) {
            ratio *= requireNonNull(other.errors().get(name))
                    / requireNonNull(r.given().errors().get(name));
        }
        assertThat(other.score()).isCloseTo(Math.sqrt(ratio), within(1e-12));
    }

    /** The given exponent is not the best one, on any subset. */
    @Test
    void theGivenOptionsAreTheReferenceOnEverySubset() {
        Options two = SmallTraining.options(
                "kernel: {zeta: 6}, representatives: {count: 20}, folds: 3", ENERGY + ", gap: {quantity: mean}");
        Options o = Options.parse("tune: {model.kernel.zeta: [1, 2, 6]}\n" + two.toYaml(), Path.of(""));
        List<Trial> seen = new ArrayList<>();
        Execution e = execution(() -> {}, new AtomicInteger(1));
        SearchResult r = new Search(o, backend, e, ALL).run(Structures.of(clusters), Journal.none(), seen::add);
        List<Trial> given = seen.stream()
                .filter(t -> t.options().equals(r.given().options()))
                .toList();
        assertThat(given).extracting(Trial::structures).containsExactly(65, 130);
        assertThat(given).extracting(Trial::score).containsExactly(1.0, 1.0);
        assertThat(r.trials().get(0).score()).isLessThan(1);
    }

    @Test
    void rangesAreScoredAloneAndTogether() {
        Execution e = execution(() -> {}, new AtomicInteger(1));
        SearchResult r = new Search(options, backend, e, ALL)
                .ranges(Structures.of(clusters), List.of(1.5, 2.5, 3.5), Journal.none(), t -> {});
        assertThat(r.trials()).hasSize(4);
        Trial sum = r.trials().stream()
                .filter(t -> t.options().containsKey("representations.2.weight"))
                .findFirst()
                .orElseThrow();
        double least = r.trials().stream().mapToDouble(Trial::score).min().orElseThrow();
        // the sum contains each of the kernels
        assertThat(sum.score()).isLessThan(1.02 * least);
        assertThat(r.trials()).allMatch(t -> t.structures() == 130);
    }

    @Test
    void invalidSpacesAreRefusedBeforeTheSearch() {
        Options unknown = tuned("representations.0.cutoff.radios: [3, 4]");
        assertThatThrownBy(() -> search(unknown, clusters, ALL, Journal.none()))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("radios")
                .hasMessageContaining("radius");
        Options negative = tuned("representations.0.cutoff.radius: [-1, 4]");
        assertThatThrownBy(() -> search(negative, clusters, ALL, Journal.none()))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("-1");
    }
}
