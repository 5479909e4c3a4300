package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.CloseAtoms;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.MorseSolid;
import org.lather.training.SmallTraining;
import org.lather.training.Trainer;

/** From structures to models and predictions: the same bits on any number of threads and with any memory. */
final class TrainingBitsTest {
    private static final String TARGETS =
            "energy: {baseline: composition}, gap: {quantity: mean}, charge: {unit: e, quantity: atom}";

    private final Set<Long> estimates = new HashSet<>();

    /** Many small structures, and some of more atoms than are computed at a time. */
    private static List<Structure> structures() {
        List<Structure> out = new ArrayList<>(SmallTraining.clusters(41, 120));
        Random random = new Random(42);
        for (int i = 0; i < 3; i++) {
            Structure large = RandomStructures.cluster(random, 1100, 1, 6, 8);
            while (CloseAtoms.overlap(large)) {
                large = RandomStructures.cluster(random, 1100, 1, 6, 8);
            }
            out.add(20 * i, SmallTraining.labelled(large));
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({
        "DOUBLE, sparse_gpr, fps, auto",
        "DOUBLE, sparse_gpr, random, 0.05",
        "SINGLE, sparse_gpr, fps, auto",
        "DOUBLE, gpr, fps, auto"
    })
    void threadsAndMemoryDoNotChangeThem(Precision precision, String type, String selection, String noise) {
        // full regression of per-atom targets has a row for each atom: less for it
        boolean full = type.equals("gpr");
        List<Structure> train = full ? SmallTraining.clusters(41, 60) : structures();
        Options options = SmallTraining.options(
                full ? 2 : 7,
                full ? 2 : 6,
                "kernel: {zeta: 2}, representatives: {count: 150, pool: 500, selection: " + selection
                        + "}, folds: 2, type: " + type + ", noise: " + noise,
                TARGETS);
        double[] expected = bits(precision, 1, 1L << 30, options, train);
        assertThat(Arrays.stream(expected).allMatch(Double::isFinite)).isTrue();
        long least = least(precision, options, train);
        assertThat(bits(precision, 2, 1L << 30, options, train)).isEqualTo(expected);
        assertThat(bits(precision, 4, least, options, train)).isEqualTo(expected);
        assertThat(bits(precision, 1, 5 * least / 4, options, train)).isEqualTo(expected);
        assertThat(estimates).as("plans").hasSizeGreaterThanOrEqualTo(selection.equals("random") ? 3 : 2);
    }

    /** Forces and stress, some missing, in blocks of many structures and of one that is larger than a block. */
    @ParameterizedTest
    @CsvSource({"DOUBLE, auto", "SINGLE, '{energy: 0.01, energy_forces: 0.05, energy_stress: 0.01}'"})
    void norDoThoseOfForces(Precision precision, String noise) {
        List<Structure> train = new ArrayList<>(MorseSolid.incomplete(MorseSolid.rattled(43, 80)));
        train.add(30, MorseSolid.labelled(RandomStructures.crystal(new Random(44), 300, 6, 14)));
        Options options = SmallTraining.options(
                4,
                3,
                "kernel: {zeta: 2}, representatives: {count: 100, pool: 300}, folds: 2, noise: " + noise,
                "energy: {baseline: composition, forces: {}, stress: {}}");
        double[] expected = bits(precision, 1, 1L << 30, options, train);
        assertThat(Arrays.stream(expected).allMatch(Double::isFinite)).isTrue();
        long least = least(precision, options, train);
        assertThat(bits(precision, 2, 1L << 30, options, train)).isEqualTo(expected);
        assertThat(bits(precision, 3, least, options, train)).isEqualTo(expected);
    }

    /** The readable backend and this one: many-body and two-body representations, a repulsion, forces and virials. */
    @Test
    void forcesAgreeWithTheReference() {
        List<Structure> train = MorseSolid.incomplete(MorseSolid.rattled(45, 24));
        Options options = Options.parse("""
                representations:
                  - cutoff: {radius: 3.0}
                    density: {width: 0.4}
                    basis: {max_angular: 3, radial: {max_radial: 3}}
                  - calculator: radial_spectrum
                    weight: 0.3
                    cutoff: {radius: 3.5}
                    density: {width: 0.4}
                    basis: {radial: {max_radial: 4}}
                model:
                  kernel: {zeta: 3}
                  representatives: {count: 40, selection: random}
                  noise: {energy: 0.01, energy_forces: 0.05, energy_virial: 0.1}
                targets: {energy: {baseline: [{repulsion: zbl}, composition], forces: {}, virial: {}}}
                """, Path.of(""));
        try (CpuBackend b = new CpuBackend(Precision.DOUBLE, 2);
                Backend reference = SmallTraining.reference();
                Model fast = SmallTraining.fit(options, b, train);
                Model readable = SmallTraining.fit(options, reference, train)) {
            for (Structure s : MorseSolid.rattled(46, 6)) {
                Prediction x = fast.predict(s, Request.GRADIENTS);
                Prediction y = readable.predict(s, Request.GRADIENTS);
                assertThat(x.value("energy")).isCloseTo(y.value("energy"), within(1e-8));
                for (int i = 0; i < 3 * s.size(); i++) {
                    assertThat(x.forces("energy")[i]).isCloseTo(y.forces("energy")[i], within(1e-7));
                }
            }
        }
    }

    private static long least(Precision precision, Options options, List<Structure> train) {
        try (CpuBackend b = new CpuBackend(precision, 1);
                Model m = Trainer.of(options, b, SmallTraining.execution(1)).fit(Structures.of(train))) {
            throw new AssertionError("a byte was enough for " + m.parameters().size());
        } catch (MemoryBudgetException e) {
            return e.neededBytes();
        }
    }

    /** Weights, factors, noise and predictions. */
    private double[] bits(Precision precision, int threads, long budget, Options options, List<Structure> train) {
        Execution execution = SmallTraining.execution(budget);
        try (CpuBackend b = new CpuBackend(precision, threads);
                Model m = Trainer.of(options, b, execution).fit(Structures.of(train))) {
            estimates.add(m.report().orElseThrow().estimateBytes());
            List<double[]> parts = new ArrayList<>();
            for (FittedTarget t : m.parameters().targets()) {
                parts.add(t.weights());
                parts.add(t.factor());
                parts.add(new double[] {t.noise(), t.signal()});
                t.derivativeNoise().values().forEach(n -> parts.add(new double[] {n}));
            }
            m.predict(train.iterator(), Request.trained(m.parameters()), execution, p -> {
                p.targets().forEach(t -> parts.add(p.values(t)));
                if (!m.parameters().targets().get(0).target().derivatives().isEmpty()) {
                    parts.add(p.forces("energy"));
                    parts.add(p.virial("energy"));
                }
            });
            return parts.stream().flatMapToDouble(Arrays::stream).toArray();
        }
    }
}
