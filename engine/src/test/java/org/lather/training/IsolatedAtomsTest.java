package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.FittedBaseline;

/** Clusters of hydrogen, carbon and oxygen with the energies of the free atoms. */
class IsolatedAtomsTest {
    private static final Map<Integer, Double> ATOMS = Map.of(1, -9.5, 6, -58.25, 8, -79.0);

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Structure atom(int z, double energy) {
        Structure s = Structure.of(new int[] {z}, new double[3], Cell.NONE);
        return s.with(s.annotations().with("energy", energy));
    }

    private static List<Structure> train(int... elements) {
        List<Structure> out = new ArrayList<>(SmallTraining.clusters(41, 12));
        for (int z : elements) {
            out.add(out.size() / 2, atom(z, ATOMS.getOrDefault(z, Double.NaN)));
        }
        return out;
    }

    private static Options options(String baseline) {
        return SmallTraining.options(
                "representatives: {count: 40}, noise: 0.05", "energy: {baseline: " + baseline + "}");
    }

    @Test
    void areTheBaselineAndNoRows() {
        try (Model m = SmallTraining.fit(options("isolated_atoms"), backend, train(1, 6, 8));
                Model given = SmallTraining.fit(
                        options("{H: -9.5, C: -58.25, O: -79.0}"), backend, SmallTraining.clusters(41, 12))) {
            assertThat(m.report().orElseThrow().structures()).isEqualTo(12);
            assertThat(m.report().orElseThrow().skipped()).isEqualTo(3);
            assertThat(m.parameters().targets().get(0).baselines()).containsExactly(new FittedBaseline.Elements(ATOMS));
            assertThat(m.parameters().targets().get(0).weights())
                    .isEqualTo(given.parameters().targets().get(0).weights());
        }
    }

    @Test
    void areRowsWhereWanted() {
        try (Model m = SmallTraining.fit(options("{isolated_atoms: train}"), backend, train(1, 6, 8))) {
            assertThat(m.report().orElseThrow().structures()).isEqualTo(15);
            assertThat(m.parameters().targets().get(0).baselines()).containsExactly(new FittedBaseline.Elements(ATOMS));
        }
    }

    /** A frame of one periodic atom is a crystal, unless it is said to be a free atom. */
    @Test
    void mayStandInACell() {
        Structure crystal =
                Structure.of(new int[] {8}, new double[3], Cell.periodic(new double[] {12, 0, 0, 0, 12, 0, 0, 0, 12}));
        crystal = crystal.with(crystal.annotations().with("energy", -79));
        List<Structure> train = train(1, 6);
        train.add(crystal);
        assertThatThrownBy(() -> SmallTraining.fit(options("isolated_atoms"), backend, train))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a frame of one atom of O with `energy`, found none");
        train.set(train.size() - 1, crystal.with(crystal.annotations().withText("config_type", "IsolatedAtom")));
        try (Model m = SmallTraining.fit(options("isolated_atoms"), backend, train)) {
            assertThat(m.report().orElseThrow().structures()).isEqualTo(12);
        }
    }

    @Test
    void oneElementHasOneValue() {
        List<Structure> train = train(1, 6, 8);
        train.add(atom(6, -58.25));
        SmallTraining.fit(options("isolated_atoms"), backend, train).close();
        train.add(atom(6, -57));
        assertThatThrownBy(() -> SmallTraining.fit(options("isolated_atoms"), backend, train))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("one `energy` of a free atom of C");
    }

    @Test
    void areReadAndWritten() {
        for (String baseline : List.of("isolated_atoms", "{isolated_atoms: train}")) {
            Options o = options(baseline);
            assertThat(Options.parse(o.toYaml(), java.nio.file.Path.of("")).targets())
                    .isEqualTo(o.targets());
        }
        assertThatThrownBy(() -> options("{isolated_atoms: rows}"))
                .hasMessageContaining("isolated_atoms")
                .hasMessageContaining("omit or train");
    }
}
