package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.evaluation.LearningCurve;
import org.lather.execution.Execution;
import org.lather.options.Domain;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Keys that an options file omits get values that suit the training structures. */
class DecidedDefaultsTest {
    private final Backend backend = SmallTraining.reference();
    private final List<String> notes = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void stage(String name, long total) {}

        @Override
        public void advance(long done) {}

        @Override
        public void note(String line) {
            notes.add(line);
        }
    };
    private final Options options = Options.parse("""
            representations: [{cutoff: {radius: 3}, basis: {max_angular: 1, radial: {max_radial: 1}}}]
            model: {representatives: {count: 10}, noise: 0.1}
            """, Path.of(""));

    @AfterEach
    void close() {
        backend.close();
    }

    private Execution execution() {
        return new Execution(1L << 30, progress, null, () -> false);
    }

    private static Structure inACell(Structure s) {
        return Structure.of(
                        s.atomicNumbers(),
                        s.positions(),
                        Cell.of(new double[] {9, 0, 0, 0, 9, 0, 0, 0, 9}, true, false, false))
                .with(s.annotations());
    }

    private List<String> decisions() {
        return notes.stream().filter(n -> n.startsWith("defaults")).toList();
    }

    private Options trained(List<Structure> train) {
        try (Model m = Trainer.of(options, backend, execution()).fit(Structures.of(train))) {
            return m.parameters().options();
        }
    }

    @Test
    void moleculesHaveTheirOwn() {
        assertThat(trained(SmallTraining.clusters(3, 6))).isEqualTo(options.decide(Domain.MOLECULES));
        assertThat(decisions())
                .containsExactly("defaults  for molecules, as no structure is periodic:"
                        + " cutoff.smoothing.width=0.5, density.width=0.25,"
                        + " density.scaling={type: Willatt2018, rate: 1.0, scale: 1.5, exponent: 4.0},"
                        + " kernel.zeta=2.0");
    }

    @Test
    void onePeriodicStructureMakesThemMaterials() {
        List<Structure> mixed = Stream.concat(
                        SmallTraining.clusters(3, 5).stream(),
                        SmallTraining.clusters(4, 1).stream().map(DecidedDefaultsTest::inACell))
                .toList();
        assertThat(trained(mixed)).isEqualTo(options.decide(Domain.MATERIALS));
        assertThat(decisions())
                .singleElement()
                .asString()
                .startsWith("defaults  for materials, as 1 of 6 structures are periodic:")
                .contains("density.width=0.6");
    }

    @Test
    void nothingIsToldWhereNothingIsOmitted() {
        Options given = options.decide(Domain.MATERIALS);
        try (Model m = Trainer.of(given, backend, execution()).fit(Structures.of(SmallTraining.clusters(3, 6)))) {
            assertThat(m.parameters().options()).isEqualTo(given);
        }
        assertThat(decisions()).isEmpty();
    }

    @Test
    void allSizesOfALearningCurveHaveTheSame() {
        List<Structure> train = new ArrayList<>(SmallTraining.clusters(3, 8));
        train.set(7, inACell(train.get(7)));
        new LearningCurve(options, backend, execution())
                .compute(
                        Structures.of(train),
                        Structures.of(SmallTraining.clusters(5, 3)),
                        new int[] {5, 8},
                        point -> {});
        assertThat(decisions()).singleElement().asString().startsWith("defaults  for materials, as 1 of 8");
    }
}
