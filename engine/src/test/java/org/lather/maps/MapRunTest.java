package org.lather.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.match.KernelMatrix;
import org.lather.match.StructureMatrix.Entries;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;

class MapRunTest {
    private static final int COUNT = 25;

    private final Backend backend = SmallTraining.reference();
    private final Options options =
            SmallTraining.options("kernel: {zeta: 2, structure: mean}", "energy: {key: energy, unit: eV}");
    private final List<Structure> molecules = SmallTraining.chno("molecules.xyz", COUNT);
    private final Structures structures = Structures.of(molecules);

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    private StructureMap map(MapRequest request) {
        return new MapRun(backend, Execution.defaults()).map(request, structures);
    }

    private MapRequest request(Entries entries, MapMethod method) {
        return MapRequest.of(options, entries, method);
    }

    private static LandmarkChoice landmarks(int count, LandmarkChoice.Rule rule, long seed) {
        return new LandmarkChoice(count, rule, seed);
    }

    private double[] kernels(Entries entries) {
        return KernelMatrix.of(
                        new KernelMatrix.Request(options, entries, true, 1), structures, backend, Execution.defaults())
                .values();
    }

    @Test
    void allStructuresAsLandmarksGiveThePrincipalComponentsOfTheKernelMatrix() {
        StructureMap map = map(request(Entries.STRUCTURES, MapMethod.KPCA));
        LinearMap expected = KernelPca.fit(kernels(Entries.STRUCTURES), COUNT, 2, 1);
        assertThat(map.coordinates()).containsExactly(expected.landmarks(), within(1e-9));
        assertThat(map.eigenvalues()).containsExactly(expected.eigenvalues(), within(1e-12));
        assertThat(map.stress()).isNaN();
        assertThat(map.landmarks()).hasSize(COUNT);
    }

    @Test
    void structuresThatAreNoLandmarksArePlacedByTheirKernels() {
        StructureMap map =
                map(request(Entries.STRUCTURES, MapMethod.KPCA).with(landmarks(8, LandmarkChoice.Rule.FPS, 0)));
        int[] chosen = map.landmarks();
        assertThat(chosen).hasSize(8).doesNotHaveDuplicates().startsWith(0);
        double[] k = kernels(Entries.STRUCTURES);
        double[] between = new double[64];
        double[] all = new double[COUNT * 8];
        for (int j = 0; j < 8; j++) {
            for (int i = 0; i < 8; i++) {
                between[i * 8 + j] = k[chosen[i] * COUNT + chosen[j]];
            }
            for (int i = 0; i < COUNT; i++) {
                all[i * 8 + j] = k[i * COUNT + chosen[j]];
            }
        }
        LinearMap expected = KernelPca.fit(between, 8, 2, 1);
        assertThat(map.coordinates()).containsExactly(expected.project(all, new double[COUNT]), within(1e-9));
    }

    @Test
    void atomsAreMappedByTheKernelsOfEnvironments() {
        int atoms = molecules.stream().mapToInt(Structure::size).sum();
        StructureMap all = map(request(Entries.ENVIRONMENTS, MapMethod.KPCA));
        assertThat(all.size()).isEqualTo(atoms);
        LinearMap expected = KernelPca.fit(kernels(Entries.ENVIRONMENTS), atoms, 2, 1);
        assertThat(all.coordinates()).containsExactly(expected.landmarks(), within(1e-8));
        StructureMap some =
                map(request(Entries.ENVIRONMENTS, MapMethod.KPCA).with(landmarks(30, LandmarkChoice.Rule.MINMAX, 4)));
        assertThat(some.size()).isEqualTo(atoms);
        assertThat(some.landmarks()).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void sketchMapSuggestsItsParameters() {
        StructureMap map =
                map(request(Entries.STRUCTURES, MapMethod.SKETCHMAP).with(landmarks(15, LandmarkChoice.Rule.FPS, 0)));
        assertThat(map.stress()).isBetween(0.0, 0.05);
        assertThat(map.parameters()).containsKeys("sigma", "high", "histogram").containsEntry("low", List.of(2.0, 2.0));
        assertThat(Arrays.stream(map.coordinates())).allMatch(Double::isFinite);
    }

    @Test
    void seedsDecideRandomLandmarks() {
        MapRequest r = request(Entries.STRUCTURES, MapMethod.KPCA);
        int[] one = map(r.with(landmarks(6, LandmarkChoice.Rule.RANDOM, 1))).landmarks();
        assertThat(map(r.with(landmarks(6, LandmarkChoice.Rule.RANDOM, 1))).landmarks())
                .isEqualTo(one);
        assertThat(map(r.with(landmarks(6, LandmarkChoice.Rule.RANDOM, 2))).landmarks())
                .isNotEqualTo(one);
    }

    @Test
    void principalCovariatesShowTheirTarget() {
        TargetChoice energy = new TargetChoice("energy", 0.1, 1e-4);
        double[] y = molecules.stream().mapToDouble(s -> s.numbers("energy")[0]).toArray();
        double plain = correlation(map(request(Entries.STRUCTURES, MapMethod.KPCA)), y);
        for (MapMethod method : List.of(MapMethod.PCOVR, MapMethod.KPCOVR)) {
            double shown = correlation(map(request(Entries.STRUCTURES, method).with(energy)), y);
            assertThat(shown).as(method.word()).isGreaterThan(0.9).isGreaterThan(plain);
        }
    }

    private static double correlation(StructureMap map, double[] y) {
        double my = Arrays.stream(y).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < y.length; i++) {
            double x = map.coordinate(i, 0); // centred, as all structures are landmarks
            xy += x * (y[i] - my);
            xx += x * x;
            yy += (y[i] - my) * (y[i] - my);
        }
        return Math.abs(xy) / Math.sqrt(xx * yy);
    }

    @Test
    void refusesWhatDoesNotFit() {
        MapRequest kpca = request(Entries.STRUCTURES, MapMethod.KPCA);
        assertThatThrownBy(() -> map(request(Entries.STRUCTURES, MapMethod.KPCOVR)))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("target");
        assertThatThrownBy(() -> map(kpca.with(new TargetChoice("energy", 0.5, 1e-4))))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("pcovr or kpcovr");
        assertThatThrownBy(() ->
                        map(request(Entries.STRUCTURES, MapMethod.PCOVR).with(new TargetChoice("enthalpy", 0.5, 1e-4))))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("enthalpy")
                .hasMessageContaining("gfn2_energy");
        assertThatThrownBy(() -> map(kpca.with(landmarks(1, LandmarkChoice.Rule.FPS, 0))))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("from 1 to 1");
    }
}
