package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.error.Warning;
import org.lather.evaluation.Evaluation;
import org.lather.evaluation.TrainingSetWatch;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.potential.ModelPotential;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;

/** Structures of which the training set says nothing: large uncertainties, and warnings. */
class FarFromTheDataTest {
    private final Backend backend = SmallTraining.reference();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        backend.close();
    }

    private static List<Warning.Kind> kinds(List<Warning> warnings) {
        return warnings.stream().map(Warning::kind).toList();
    }

    private static Structure labelled(Structure s, double energy) {
        return s.with(s.annotations().with("energy", energy));
    }

    private static List<Warning> trained(Model m) {
        return m.report().orElseThrow().warnings();
    }

    private static List<Warning> evaluated(Model m, List<Structure> structures) {
        return Evaluation.of(m, structures.iterator(), Execution.defaults(), p -> {})
                .warnings();
    }

    /** A chain of four atoms with an energy of −1000 eV for copper, −5000 eV for gold, and a small rest. */
    private static Structure chain(Random random, int... numbers) {
        double[] x = new double[3 * numbers.length];
        double energy = 0;
        for (int i = 0; i < numbers.length; i++) {
            x[3 * i] = 2.4 * i + 0.2 * random.nextDouble();
            energy += numbers[i] == 29 ? -1000 : -5000;
        }
        for (int i = 1; i < numbers.length; i++) {
            energy += 0.3 * Math.exp(2.4 - x[3 * i] + x[3 * i - 3]);
        }
        return labelled(Structure.of(numbers, x, Cell.NONE), energy);
    }

    @Test
    void collinearCountsAreNamed() {
        Options options = SmallTraining.options("representatives: {count: 30}", "energy: {baseline: composition}");
        Random random = new Random(6);
        List<Structure> train = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            train.add(i % 2 == 0 ? chain(random, 14, 29, 79) : chain(random, 14, 29, 79, 14));
        }
        try (Model m = SmallTraining.fit(options, backend, train)) {
            assertThat(kinds(trained(m))).containsExactly(Warning.Kind.COMPOSITION_UNDETERMINED);
            assertThat(trained(m).get(0).fact()).contains("the counts of Cu, Au are collinear");
        }
    }

    @Test
    void otherCompositionsAreUncertain() throws Exception {
        Options options = SmallTraining.options("representatives: {count: 30}", "energy: {baseline: composition}");
        Random random = new Random(5);
        List<Structure> train = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            train.add(i % 2 == 0 ? chain(random, 29, 29, 79, 79) : chain(random, 29, 79, 79, 29));
        }
        List<Structure> inside = List.of(chain(random, 79, 29, 29, 79), chain(random, 29, 79, 29, 79));
        List<Structure> outside =
                List.of(chain(random, 29, 29, 29, 79), chain(random, 29, 29, 29, 29), chain(random, 79, 79, 79, 29));
        try (Model m = SmallTraining.fit(options, backend, train)) {
            assertThat(kinds(trained(m))).containsExactly(Warning.Kind.COMPOSITION_UNDETERMINED);
            assertThat(trained(m).get(0).fact()).contains("same proportions");
            for (Structure s : inside) {
                assertThat(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"))
                        .isLessThan(5);
            }
            for (Structure s : outside) {
                double error = Math.abs(m.predict(s).value("energy") - s.numbers("energy")[0]);
                assertThat(error).isGreaterThan(1000);
                assertThat(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"))
                        .isGreaterThan(0.5 * error);
            }
            assertThat(kinds(evaluated(m, inside))).doesNotContain(Warning.Kind.OUTSIDE_COMPOSITIONS);
            assertThat(evaluated(m, outside)).anySatisfy(w -> {
                assertThat(w.kind()).isEqualTo(Warning.Kind.OUTSIDE_COMPOSITIONS);
                assertThat(w.fact()).contains("3 of 3");
            });
            Path file = folder.resolve("model.safetensors");
            ModelFile.write(file, m.parameters());
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                for (Structure s : outside) {
                    assertThat(read.predict(s, Request.UNCERTAINTIES).uncertainty("energy"))
                            .isEqualTo(m.predict(s, Request.UNCERTAINTIES).uncertainty("energy"));
                }
            }
        }
    }

    @Test
    void aBaselineThatExplainsAllIsNoCertainty() {
        List<Structure> train = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double r = 2 + 0.05 * i;
            train.add(labelled(dimer(r), -2));
        }
        Options options = SmallTraining.options("representatives: {count: 10}", "energy: {baseline: composition}");
        try (Model m = SmallTraining.fit(options, backend, train)) {
            assertThat(kinds(trained(m))).contains(Warning.Kind.BASELINE_EXPLAINS_ALL);
            assertThat(m.predict(train.get(3), Request.UNCERTAINTIES).uncertainty("energy"))
                    .isBetween(1.0, 5.0);
        }
    }

    /** Structures like those of the training set, and some whose atoms are pressed together, of which one is named. */
    @ParameterizedTest
    @ValueSource(strings = {"posterior", "label_noise", "committee"})
    void unlikeEnvironmentsAreNamed(String type) throws Exception {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 150}, noise: 0.002, uncertainty: " + type,
                "energy: {baseline: composition}");
        Random random = new Random(8);
        List<Structure> all = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            all.add(i % 2 == 0 ? chain(random, 14, 29, 79) : chain(random, 29, 14, 79, 29));
        }
        List<Structure> like = all.subList(80, 120);
        Structure s = like.get(3);
        double[] x = s.positions();
        Arrays.setAll(x, i -> 0.8 * x[i]);
        Structure pressed = Structure.of(s.atomicNumbers(), x, s.cell());
        List<Structure> unlike = List.of(like.get(0), pressed, like.get(1));
        Path file = folder.resolve("model.safetensors");
        try (Model m = SmallTraining.fit(options, backend, all.subList(0, 80))) {
            assertThat(uncertain(m, like)).isEmpty();
            List<Warning> found = uncertain(m, unlike);
            assertThat(found).isNotEmpty();
            double[] k = m.similarities(pressed, Execution.defaults());
            int least = IntStream.range(0, k.length)
                    .reduce((a, b) -> k[b] < k[a] ? b : a)
                    .orElseThrow();
            assertThat(found.get(0).fact())
                    .contains(
                            "less certain of 1 of 3 structures",
                            "its atom " + least + " (" + Element.symbol(s.atomicNumber(least)) + ")");
            ModelFile.write(file, m.parameters());
            try (Model read = Model.of(ModelFile.read(file, true), backend)) {
                assertThat(uncertain(read, unlike)).isEqualTo(found);
            }
            List<Warning> watched = new ArrayList<>();
            TrainingSetWatch watch = new TrainingSetWatch(m, Execution.defaults());
            ModelPotential potential =
                    ModelPotential.of(m, Execution.defaults(), "", true).watched(p -> watched.addAll(watch.add(p)));
            assertThat(potential.ofAll(like)).hasSameSizeAs(like);
            assertThat(watched).isEmpty();
            potential.of(pressed);
            assertThat(watched).hasSize(1);
            assertThat(watched.get(0).fact())
                    .contains("less certain of 1 of " + (like.size() + 1) + " structures", "its atom " + least + " (");
            assertThat(watch.summary()).isEmpty();
            assertThat(potential.uncertainty(pressed)).isPositive();
            assertThat(watched).hasSize(1);
            assertThat(watch.summary().get(0).fact()).contains("less certain of 2 of " + (like.size() + 2));
            // environments of the training set that are representatives are like themselves
            double[] own = m.similarities(all.get(0), Execution.defaults());
            assertThat(Arrays.stream(own).max().orElseThrow()).isCloseTo(1, within(1e-9));
        }
    }

    private static List<Warning> uncertain(Model m, List<Structure> structures) {
        return Evaluation.of(m, structures.iterator(), false, Uncertainties.VALUES, Execution.defaults(), p -> {})
                .warnings()
                .stream()
                .filter(w -> w.kind() == Warning.Kind.UNLIKE_TRAINING_SET)
                .toList();
    }

    /** Without a density of the centre, a dimer fades into two free atoms, whose variance is that of the prior. */
    @Test
    void environmentsWithoutDensityHaveThePrior() {
        Options options = Options.parse("""
                representations:
                  - calculator: power_spectrum
                    cutoff: {radius: 4.0}
                    density: {width: 0.4, center_atom_weight: 0.0}
                    basis: {max_angular: 2, radial: {max_radial: 4}}
                model: {representatives: {count: 20}, kernel: {zeta: 2}, noise: 0.005}
                targets: {energy: {baseline: none}}
                """, Path.of(""));
        List<Structure> train = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            double r = 2.3 + 0.05 * i;
            train.add(labelled(dimer(r), 4 * (Math.pow(2.2 / r, 12) - Math.pow(2.2 / r, 6))));
        }
        try (Model m = SmallTraining.fit(options, backend, train)) {
            FittedTarget t = m.parameters().targets().get(0);
            // one environment has the prior variance δ², the two of a dimer are independent
            double prior = t.signal() * t.scale();
            Structure atom = Structure.of(new int[] {18}, new double[3], Cell.NONE);
            assertThat(m.predict(atom, Request.UNCERTAINTIES).uncertainty("energy"))
                    .isCloseTo(prior, within(1e-9 * prior));
            assertThat(m.predict(atom).value("energy")).isZero();
            double before = m.predict(dimer(3.9)).value("energy");
            double sigma = m.predict(dimer(3.9), Request.UNCERTAINTIES).uncertainty("energy");
            double change = 0;
            double sigmaChange = 0;
            for (double r = 3.905; r < 4.05; r += 0.005) {
                double value = m.predict(dimer(r)).value("energy");
                double u = m.predict(dimer(r), Request.UNCERTAINTIES).uncertainty("energy");
                change = Math.max(change, Math.abs(value - before));
                sigmaChange = Math.max(sigmaChange, Math.abs(u - sigma));
                before = value;
                sigma = u;
            }
            assertThat(before).isZero();
            assertThat(sigma).isCloseTo(Math.sqrt(2) * prior, within(1e-9 * prior));
            assertThat(change).isLessThan(0.03);
            assertThat(sigmaChange).isLessThan(0.3 * prior);
            assertThat(kinds(evaluated(m, List.of(atom, dimer(3), dimer(4.5)))))
                    .contains(Warning.Kind.ATOMS_WITHOUT_NEIGHBOURS);
        }
    }

    private static Structure dimer(double r) {
        return Structure.of(new int[] {18, 18}, new double[] {0, 0, 0, 0, 0, r}, Cell.NONE);
    }
}
