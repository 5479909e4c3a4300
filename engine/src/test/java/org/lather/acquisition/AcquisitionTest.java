package org.lather.acquisition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.error.LatherException;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.UnknownElementException;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

class AcquisitionTest {
    private static final int ZETA = 2;

    private final Backend backend = SmallTraining.reference();
    private final List<Structure> train = SmallTraining.clusters(15, 8);
    private final List<Structure> pool = SmallTraining.clusters(16, 12);

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options options(String type) {
        return SmallTraining.options(
                "type: " + type + ", kernel: {zeta: " + ZETA + "}, representatives: {count: 500}, noise: 0.02",
                "energy: {baseline: composition}");
    }

    private Proposal propose(Model m, List<Structure> from, ProposalRequest request) {
        return new Acquisition(m.parameters(), backend, Execution.defaults()).propose(Structures.of(from), request);
    }

    /** Σ_ij k(i, j) of all pairs of structures, by plain loops over features. */
    private double[][] kernel(Model m, List<Structure> structures) {
        int n = structures.size();
        FeatureBlock x;
        try (Batch batch = backend.upload(structures, m.parameters().channels());
                Features f = backend.features(
                        Range.all(batch),
                        m.parameters().options().representations().get(0).descriptor())) {
            x = f.download();
        }
        int[] owner = new int[x.rows()];
        for (int s = 0, e = 0; s < n; e += structures.get(s++).size()) {
            Arrays.fill(owner, e, e + structures.get(s).size(), s);
        }
        double[][] k = new double[n][n];
        for (int i = 0; i < x.rows(); i++) {
            for (int j = 0; j < x.rows(); j++) {
                if (x.centers()[i] == x.centers()[j]) {
                    k[owner[i]][owner[j]] += Math.pow(dot(x, i, j) / Math.sqrt(dot(x, i, i) * dot(x, j, j)), ZETA);
                }
            }
        }
        return k;
    }

    private static double dot(FeatureBlock x, int i, int j) {
        double s = 0;
        for (int c = 0; c < x.columns(); c++) {
            s += x.values()[i * x.columns() + c] * x.values()[j * x.columns() + c];
        }
        return s;
    }

    /** k − k_S (K_SS + N)⁻¹ k_S of a Gaussian process by elimination of one structure of S after another. */
    private static double[][] posterior(double[][] kernel, int[] known, double[] noise) {
        double[][] c = new double[kernel.length][];
        Arrays.setAll(c, i -> kernel[i].clone());
        for (int s : known) {
            double pivot = c[s][s] + noise[s];
            double[] column = new double[c.length];
            for (int i = 0; i < c.length; i++) {
                column[i] = c[i][s];
            }
            for (int i = 0; i < c.length; i++) {
                for (int j = 0; j < c.length; j++) {
                    c[i][j] -= column[i] * column[j] / pivot;
                }
            }
        }
        return c;
    }

    /**
     * If all training environments are representatives, the sparse process is the full one, whose posterior follows
     * from kernel matrices alone; and what a choice leaves is the posterior of the training set with the chosen
     * structure.
     */
    @Test
    void leavesTheVarianceOfAFullProcessThatKnowsTheChosenStructures() {
        try (Model m = SmallTraining.fit(options("sparse_gpr"), backend, train)) {
            List<Structure> all = new ArrayList<>(train);
            all.addAll(pool);
            FittedTarget t = m.parameters().targets().get(0);
            double lambda = t.noise() * t.noise() / (t.signal() * t.signal());
            double[][] k = kernel(m, all);
            double[] noise = all.stream().mapToDouble(s -> lambda * s.size()).toArray();
            int n = train.size();
            int[] known = {0, 1, 2, 3, 4, 5, 6, 7};
            double[][] expected = posterior(k, known, noise);
            PosteriorCovariances found =
                    new PosteriorCovariances(m.parameters(), backend, pool, Execution.defaults(), 16);
            double[] diagonal = found.diagonal();
            for (int a = 0; a < pool.size(); a++) {
                double[] column = found.column(new int[] {a, (a + 1) % pool.size()});
                assertThat(diagonal[a]).isCloseTo(expected[n + a][n + a], within(1e-7 * k[n + a][n + a]));
                for (int b = 0; b < pool.size(); b++) {
                    assertThat(column[b]).isCloseTo(expected[n + a][n + b], within(1e-7 * k[n + a][n + a]));
                }
            }
            Proposal proposal = propose(m, pool, ProposalRequest.of(4));
            List<Integer> chosen = new ArrayList<>();
            for (Proposal.Choice c : proposal.chosen()) {
                int place = n + pool.indexOf(c.structure());
                int[] more = Arrays.copyOf(known, n + chosen.size());
                for (int i = 0; i < chosen.size(); i++) {
                    more[n + i] = chosen.get(i);
                }
                double left = posterior(k, more, noise)[place][place] / expected[place][place];
                assertThat(c.remaining()).isCloseTo(left, within(1e-5));
                assertThat(c.score()).isCloseTo(c.uncertainty() * Math.sqrt(left), within(1e-5 * c.uncertainty()));
                chosen.add(place);
            }
            assertThat(new HashSet<>(chosen)).hasSize(4);
        }
    }

    @Test
    void beginsWithTheMostUncertainStructureAndScoresDecrease() {
        try (Model m = SmallTraining.fit(options("sparse_gpr"), backend, train)) {
            List<Prediction> predictions = new ArrayList<>();
            m.predict(pool.iterator(), Request.UNCERTAINTIES, Execution.defaults(), predictions::add);
            Prediction most = predictions.stream()
                    .max(Comparator.comparingDouble(AcquisitionTest::perRootAtom))
                    .orElseThrow();
            Proposal p = propose(m, pool, ProposalRequest.of(pool.size()));
            assertThat(p.chosen().get(0).structure()).isEqualTo(most.structure());
            assertThat(p.chosen().get(0).score()).isCloseTo(perRootAtom(most), within(1e-9));
            assertThat(p.chosen().stream().map(Proposal.Choice::score)).isSortedAccordingTo(Comparator.reverseOrder());
            assertThat(p.chosen().stream().map(Proposal.Choice::structure)).doesNotHaveDuplicates();
            assertThat(p.scoreUnit()).isEqualTo("eV per atom^1/2");
            assertThat(p.largestNotConsidered()).isZero();
        }
    }

    private static double perRootAtom(Prediction p) {
        return p.uncertainty("energy") / Math.sqrt(p.structure().size());
    }

    /** Of many nearly equal structures, which are the most uncertain ones, a single one is chosen. */
    @Test
    void choosesStructuresThatDiffer() {
        try (Model m = SmallTraining.fit(options("sparse_gpr"), backend, train)) {
            Structure most =
                    propose(m, pool, ProposalRequest.of(1)).chosen().get(0).structure();
            Set<Structure> family = new HashSet<>(List.of(most));
            Random random = new Random(3);
            for (int i = 0; i < 5; i++) {
                double[] x = most.positions();
                Arrays.setAll(x, k -> x[k] + 1e-3 * random.nextGaussian());
                family.add(Structure.of(most.atomicNumbers(), x, Cell.NONE));
            }
            List<Structure> crowded = new ArrayList<>(pool);
            crowded.remove(most);
            crowded.addAll(family);
            Proposal p = propose(m, crowded, ProposalRequest.of(6));
            assertThat(p.chosen().stream().filter(c -> family.contains(c.structure())))
                    .hasSize(1);
        }
    }

    @Test
    void skipsTrainedStructuresAndCopies() {
        try (Model m = SmallTraining.fit(options("sparse_gpr"), backend, train)) {
            List<Structure> mixed = new ArrayList<>(pool);
            mixed.add(pool.get(3).with(Annotations.NONE));
            mixed.add(1, train.get(2).with(Annotations.NONE));
            Proposal p = propose(m, mixed, ProposalRequest.of(12));
            assertThat(p.skipped().structures()).isEqualTo(14);
            assertThat(p.skipped().trained()).isEqualTo(1);
            assertThat(p.skipped().duplicates()).isEqualTo(1);
            assertThat(p.skipped().first().stream().map(Proposal.Frame::reason))
                    .containsExactly("the model was trained on it", "it is a copy of an earlier frame of the pool");
            assertThatThrownBy(() -> propose(m, mixed, ProposalRequest.of(13)))
                    .isInstanceOf(LatherException.class)
                    .hasMessageContaining(
                            "at least 13 structures to choose from, found 12 that can be chosen, of 14 (1")
                    .hasMessageContaining("Ask for at most 12");
        }
    }

    @Test
    void refusesWhatItCannotCompare() {
        List<Structure> fluorine = new ArrayList<>(pool);
        fluorine.add(Structure.of(new int[] {9, 9}, new double[] {0, 0, 0, 0, 0, 1.4}, Cell.NONE));
        try (Model m = SmallTraining.fit(options("sparse_gpr"), backend, train);
                Model full = SmallTraining.fit(options("gpr"), backend, train)) {
            assertThatThrownBy(() -> propose(full, pool, ProposalRequest.of(1)))
                    .hasMessageContaining("expected covariances of representatives or members, got the posterior")
                    .hasMessageContaining("label_noise")
                    .hasMessageContaining("sparse_gpr");
            assertThatThrownBy(() -> propose(m, fluorine, ProposalRequest.of(1)))
                    .isInstanceOf(UnknownElementException.class)
                    .hasMessageContaining("F");
            ProposalRequest skipping = new ProposalRequest(1, Optional.empty(), Optional.empty(), true);
            assertThat(propose(m, fluorine, skipping).skipped().unknown()).isEqualTo(1);
            ProposalRequest other = new ProposalRequest(1, Optional.of("gap"), Optional.empty(), false);
            assertThatThrownBy(() -> propose(m, pool, other)).hasMessageContaining("got `gap`; it has energy");
            ProposalRequest forces = new ProposalRequest(1, Optional.empty(), Optional.of(Measure.FORCES), false);
            assertThatThrownBy(() -> propose(m, pool, forces)).hasMessageContaining("trained on forces of energy");
            assertThatThrownBy(() -> new Acquisition(m.parameters(), backend, SmallTraining.execution(100_000))
                            .propose(Structures.of(pool), ProposalRequest.of(2)))
                    .hasMessageContaining("this proposal needs");
        }
    }

    @Test
    void refusesModelsThatCompareWholeStructures() {
        Options options = SmallTraining.options(
                "type: gpr, kernel: {structure: best_match}, noise: 0.02", "energy: {baseline: composition}");
        try (Model m = SmallTraining.fit(options, backend, train)) {
            assertThatThrownBy(() -> propose(m, pool, ProposalRequest.of(1)))
                    .isInstanceOf(OptionsException.class)
                    .hasMessageContaining("got one that compares whole structures")
                    .hasMessageContaining("sparse_gpr");
        }
    }

    /** Models with forces compare those; the pool needs no labels, not even those of a cheaper method. */
    @Test
    void comparesForces() {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 30}, noise: {energy: 0.01, energy_forces: 0.1}",
                "energy: {forces: {key: forces}, baseline: composition}");
        List<Structure> bare = new ArrayList<>();
        SmallTraining.chno("dynamics-test.xyz", 12).forEach(s -> bare.add(s.with(Annotations.NONE)));
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.chno("dynamics-train.xyz", 20))) {
            Proposal p = propose(m, bare, ProposalRequest.of(3));
            assertThat(p.target()).isEqualTo("energy_forces");
            assertThat(p.scoreUnit()).isEqualTo("eV/A");
            double largest = 0;
            for (Structure s : bare) {
                double[] u =
                        m.predict(s, Request.GRADIENTS.with(Uncertainties.ALL)).forcesUncertainty("energy");
                for (int i = 0; i < s.size(); i++) {
                    largest = Math.max(largest, Math.hypot(Math.hypot(u[3 * i], u[3 * i + 1]), u[3 * i + 2]));
                }
            }
            assertThat(p.chosen().get(0).score()).isCloseTo(largest, within(1e-9 * largest));
            ProposalRequest values = new ProposalRequest(3, Optional.of("energy"), Optional.of(Measure.VALUES), false);
            assertThat(propose(m, bare, values).target()).isEqualTo("energy");
        }
        Options delta = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 30}, noise: 0.01",
                "energy: {baseline: [{key: cheap}, composition]}");
        List<Structure> unlabelled = new ArrayList<>();
        pool.forEach(s -> unlabelled.add(s.with(Annotations.NONE)));
        try (Model m = SmallTraining.fit(delta, backend, train)) {
            Proposal p = propose(m, unlabelled, ProposalRequest.of(2));
            assertThat(p.chosen()).hasSize(2);
            Structure second = p.annotated(1);
            assertThat(second.numbers("extend_rank")).containsExactly(2);
            assertThat(second.numbers("extend_score"))
                    .containsExactly(p.chosen().get(1).score());
            assertThat(second.annotations().text("extend_reason").orElse("")).contains("of the variance");
        }
    }

    private static Options committee(String type, String more) {
        return SmallTraining.options(
                "kernel: {zeta: " + ZETA + "}, representatives: {count: 500}, noise: 0.02, uncertainty: {type: " + type
                        + more + "}",
                "energy: {baseline: composition}");
    }

    /** Of training structures, whose environments are all representatives. */
    @Test
    void manyMembersHaveTheCovariancesOfThePosterior() {
        try (Model posterior = SmallTraining.fit(options("sparse_gpr"), backend, train);
                Model many = SmallTraining.fit(
                        committee("label_noise", ", members: 900, calibrate: false"), backend, train)) {
            FittedTarget t = posterior.parameters().targets().get(0);
            double delta2 = t.signal() * t.signal();
            PosteriorCovariances expected =
                    new PosteriorCovariances(posterior.parameters(), backend, train, Execution.defaults(), 16);
            MemberCovariances found = new MemberCovariances(many.parameters(), backend, train, Execution.defaults());
            double[] diagonal = expected.diagonal();
            for (int a = 0; a < train.size(); a++) {
                double[] column = expected.column(new int[] {a});
                double[] own = found.column(new int[] {a});
                for (int b = 0; b < train.size(); b++) {
                    double size = delta2 * Math.sqrt(diagonal[a] * diagonal[b]);
                    assertThat(own[b]).isCloseTo(delta2 * column[b], within(0.2 * size));
                }
            }
        }
    }

    /** A copy with atoms moved a little is as uncertain as the original, until that is chosen. */
    @Test
    void committeesDoNotChooseWhatIsAlike() {
        for (String type : List.of("label_noise", "committee")) {
            try (Model m = SmallTraining.fit(committee(type, ""), backend, SmallTraining.clusters(17, 24))) {
                Structure first =
                        propose(m, pool, ProposalRequest.of(1)).chosen().get(0).structure();
                double[] x = first.positions();
                x[0] += 1e-3;
                List<Structure> more = new ArrayList<>(pool);
                more.add(Structure.of(first.atomicNumbers(), x, first.cell()));
                List<Proposal.Choice> all =
                        propose(m, more, ProposalRequest.of(more.size())).chosen();
                Proposal.Choice last = all.stream()
                        .skip(1)
                        .filter(c -> Math.abs(sum(c.structure()) - sum(first)) < 2e-3)
                        .findFirst()
                        .orElseThrow();
                assertThat(last.uncertainty()).isGreaterThan(0.9 * all.get(0).uncertainty());
                assertThat(last.remaining()).isLessThan(0.6);
                assertThat(all.indexOf(last)).as(type).isGreaterThan(1);
            }
        }
    }

    private static double sum(Structure s) {
        return Arrays.stream(s.positions()).sum();
    }
}
