package org.lather.electrons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.arrayfile.NpzReader;
import org.lather.arrayfile.NpzWriter;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.target.Target;
import org.lather.training.Trainer;

class DensityTrainingTest {
    private static final String MODEL = "{representatives: {count: 24}, noise: 1.0e-4}";

    @TempDir
    private Path folder;

    private final Backend backend = Backends.open("reference", BackendRequest.defaults());

    @BeforeEach
    void files() throws IOException {
        SmallDensities.write(folder, "train", SmallDensities.molecules(20, 1));
        SmallDensities.write(folder, "test", SmallDensities.molecules(6, 2));
    }

    private DensityTraining.Result fit(String model, Execution execution) {
        Options options = SmallDensities.options(folder, model);
        return new DensityTraining(options, backend, execution)
                .fit(options.data().trainingStructures());
    }

    private DensityMetrics test(FittedDensity density) {
        Structures test = density.options().data().testStructures();
        DensityStatistics statistics = new DensityStatistics(density, test);
        try (DensityModel model = new DensityModel(density, backend, Execution.defaults())) {
            model.predict(test.iterator(), statistics::add);
        }
        return statistics.metrics();
    }

    private double[] predict(FittedDensity density, Structure s) {
        List<double[]> out = new ArrayList<>();
        try (DensityModel model = new DensityModel(density, backend, Execution.defaults())) {
            model.predict(List.of(s).iterator(), p -> out.add(p.coefficients()));
        }
        return out.get(0);
    }

    @Test
    void coefficientsOfOtherMoleculesAreLearnt() {
        DensityTraining.Result result = fit("{representatives: {count: 24}, folds: 4}", Execution.defaults());
        DensityMetrics metrics = test(result.density());
        assertThat(metrics.count()).isEqualTo(6);
        assertThat(metrics.averages()).isGreaterThan(0.05);
        assertThat(metrics.epsRho()).isLessThan(0.02 * metrics.averages());
        assertThat(metrics.electrons()).isLessThan(0.03);
        assertThat(result.report().heldOut()).isNotEmpty();
        assertThat(result.report().representatives()).containsOnlyKeys("H", "O");
    }

    @Test
    void densityOfATurnedMoleculeIsTheTurnedDensity() {
        FittedDensity density = fit(MODEL, Execution.defaults()).density();
        Random random = new Random(5);
        Structure s = SmallDensities.water(random);
        double[] rotation = SmallDensities.rotation(random);
        Structure turned = SmallDensities.turned(s, rotation);
        DensityValues values = new DensityValues(density.basis(), s, predict(density, s));
        DensityValues others = new DensityValues(density.basis(), turned, predict(density, turned));
        for (int k = 0; k < 50; k++) {
            double[] p = random.doubles(3, -2, 2).toArray();
            double[] q = new double[3];
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    q[a] += rotation[3 * a + b] * p[b];
                }
            }
            assertThat(others.at(q[0], q[1], q[2])).isEqualTo(values.at(p[0], p[1], p[2]), within(1e-8));
        }
    }

    @Test
    void modelIsTheSameAfterItsFileWasWrittenAndRead() throws IOException {
        FittedDensity density = fit("{representatives: {count: 24}, noise: 1.0e-4}", Execution.defaults())
                .density();
        Path file = folder.resolve("model.safetensors");
        DensityFile.write(file, density);
        assertThat(DensityFile.is(file)).isTrue();
        FittedDensity read = DensityFile.read(file, true);
        Structure s = SmallDensities.water(new Random(7));
        assertThat(predict(read, s)).containsExactly(predict(density, s));
        assertThat(test(read).epsRho()).isEqualTo(test(density).epsRho());
    }

    @Test
    void framesOnDiskGiveTheSameBits() throws IOException {
        FittedDensity memory = fit(MODEL, Execution.defaults()).density();
        DensityReport report = fit(MODEL, Execution.defaults()).report();
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Execution small = Execution.defaults().withScratch(scratch).withBudget(report.estimateBytes() - 1);
        FittedDensity disk = fit(MODEL, small).density();
        Structure s = SmallDensities.water(new Random(7));
        assertThat(predict(disk, s)).containsExactly(predict(memory, s));
        try (var files = Files.list(scratch)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void tooLittleMemoryIsToldBeforeTheFit() {
        assertThatThrownBy(() -> fit(MODEL, Execution.defaults().withBudget(10_000)))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("density");
    }

    @Test
    void projectionsAreAsGoodAsCoefficients() throws IOException {
        FittedDensity expected = fit(MODEL, Execution.defaults()).density();
        Overlaps overlaps = new Overlaps(SmallDensities.basis());
        List<Structure> molecules = SmallDensities.molecules(20, 1);
        int n = overlaps.basis().size(molecules.get(0));
        double[] all = new double[20 * n];
        for (int f = 0; f < 20; f++) {
            double[] w = overlaps.multiply(molecules.get(f), SmallDensities.coefficients(molecules.get(f)));
            System.arraycopy(w, 0, all, f * n, n);
        }
        try (NpzWriter out = NpzWriter.create(folder.resolve("train.npz"))) {
            // without gaps, too
            int[] start = new int[20];
            Arrays.setAll(start, f -> f * n);
            out.put("projections", all);
            out.put("start", start);
            out.commit();
        }
        FittedDensity density = fit(MODEL, Execution.defaults()).density();
        Structure s = SmallDensities.water(new Random(7));
        assertThat(predict(density, s)).containsExactly(predict(expected, s), within(1e-5));
    }

    @Test
    void writtenCoefficientsAreThoseOfTheTrainingData() throws IOException {
        FittedDensity density = fit(MODEL, Execution.defaults()).density();
        Structures test = density.options().data().testStructures();
        List<double[]> expected = new ArrayList<>();
        int n = density.basis().size(test.first());
        for (int functions : new int[] {n, 0}) {
            expected.clear();
            Path file = folder.resolve("out.npz");
            try (CoefficientWriter out = CoefficientWriter.create(file, density.basis(), functions);
                    DensityModel model = new DensityModel(density, backend, Execution.defaults())) {
                model.predict(test.iterator(), p -> {
                    expected.add(p.coefficients());
                    try {
                        out.add(p);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                out.commit();
            }
            try (NpzReader in = NpzReader.open(file)) {
                assertThat(in.array("coefficients").shape())
                        .isEqualTo(functions > 0 ? new long[] {6, n} : new long[] {6L * n});
            }
            CoefficientTable table = CoefficientTable.read(file, density.basis());
            int frame = 0;
            for (Structure s : test) {
                assertThat(table.row(s, new Overlaps(density.basis()))).containsExactly(expected.get(frame++));
            }
        }
    }

    @Test
    void metatensorFilesAreReadAsTheyWereWritten() throws IOException {
        List<Structure> molecules = SmallDensities.molecules(20, 1);
        try (CoefficientWriter out = CoefficientWriter.create(folder.resolve("train.mts"), SmallDensities.basis(), 0)) {
            for (Structure s : molecules) {
                out.add(new DensityPrediction(s, SmallDensities.coefficients(s)));
            }
            out.commit();
        }
        FittedDensity expected = fit(MODEL, Execution.defaults()).density();
        Options options = Options.parse(SmallDensities.yaml(MODEL).replace("train.npz", "'*.mts'"), folder);
        FittedDensity density = new DensityTraining(options, backend, Execution.defaults())
                .fit(options.data().trainingStructures())
                .density();
        Structure s = SmallDensities.water(new Random(7));
        assertThat(predict(density, s)).containsExactly(predict(expected, s));
        assertThatThrownBy(() ->
                        CoefficientTable.read(folder.resolve("train.mts"), BasisFile.parse("{\"O\": [[0, [1, 1]]]}")))
                .hasMessageContaining("elements and orders of the basis");
    }

    @Test
    void dataThatDoNotFitAreRefused() throws IOException {
        Options options = SmallDensities.options(folder, MODEL);
        assertThatThrownBy(() -> Trainer.of(options, backend).fit(options.data().trainingStructures()))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("density");
        Files.writeString(
                folder.resolve("basis.json"), SmallDensities.BASIS.replace("[0, [0.8, 1.0]]", "[2, [0.8, 1.0]]"));
        assertThatThrownBy(() -> fit(MODEL, Execution.defaults()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("one for each function of the basis")
                .hasMessageContaining("train.xyz:1");
        Files.delete(folder.resolve("train.npz"));
        assertThatThrownBy(() -> fit(MODEL, Execution.defaults()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no such file");
    }

    /** One coefficient file is of one structure file. */
    @Test
    void severalTrainingFilesNeedAStar() throws IOException {
        SmallDensities.write(folder, "more", SmallDensities.molecules(8, 3));
        String both = SmallDensities.yaml(MODEL).replace("train: train.xyz", "train: [train.xyz, more.xyz]");
        Options one = Options.parse(both, folder);
        assertThatThrownBy(() -> new DensityTraining(one, backend, Execution.defaults())
                        .fit(one.data().trainingStructures()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("name with *")
                .hasMessageContaining("train.npz");
        Options starred = Options.parse(both.replace("key: train.npz", "key: '*.npz'"), folder);
        assertThat(new DensityTraining(starred, backend, Execution.defaults())
                        .fit(starred.data().trainingStructures())
                        .report()
                        .structures())
                .isEqualTo(28);
    }

    @Test
    void warnsOfElementsWithoutRepresentatives() {
        DensityTraining.Result result =
                fit("{representatives: {count: 1, selection: random}, noise: 1.0e-2}", Execution.defaults());
        assertThat(result.report().representatives()).containsOnlyKeys("H", "O").containsValue(0);
        assertThat(result.report().warnings()).anyMatch(w -> w.kind() == Warning.Kind.ELEMENTS_WITHOUT_REPRESENTATIVES);
    }

    @Test
    void gridsOfTooManyPointsAreRefused() {
        Structure s = SmallDensities.molecules(1, 1).get(0);
        try (CubeWriter cubes = new CubeWriter(0.001, 3, 1)) {
            assertThatThrownBy(() -> cubes.grid(s)).hasMessageContaining("points in a plane");
        }
        try (CubeWriter cubes = new CubeWriter(0.2, 3, 1)) {
            assertThat(Arrays.stream(cubes.grid(s).points())).allMatch(n -> n > 20 && n < 80);
        }
    }

    @Test
    void coefficientsThatDoNotVaryAreRefused() throws IOException {
        SmallDensities.write(
                folder,
                "train",
                Collections.nCopies(4, SmallDensities.molecules(1, 1).get(0)));
        double[] row =
                SmallDensities.coefficients(SmallDensities.molecules(1, 1).get(0));
        int[] offsets =
                SmallDensities.basis().offsets(SmallDensities.molecules(1, 1).get(0));
        double[] all = new double[4 * row.length];
        for (int f = 0; f < 4; f++) {
            for (int i = 0; i < 3; i++) {
                all[f * row.length + offsets[i]] = 1;
            }
        }
        Files.delete(folder.resolve("train.npz"));
        try (NpzWriter out = NpzWriter.create(folder.resolve("train.npz"))) {
            out.put("coefficients", all, 4, row.length);
            out.commit();
        }
        assertThatThrownBy(() -> fit("{representatives: {count: 4}, folds: 2}", Execution.defaults()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("that vary");
    }

    @Test
    void optionsThatDoNotFitADensityAreRefused() {
        assertThatThrownBy(() -> SmallDensities.options(folder, "{type: gpr}")).hasMessageContaining("sparse_gpr");
        assertThatThrownBy(() -> SmallDensities.options(folder, "{kernel: {centers: any}}"))
                .hasMessageContaining("centers");
        String yaml = SmallDensities.yaml(MODEL);
        assertThatThrownBy(() -> Options.parse(yaml.replace("basis: basis.json, ", ""), folder))
                .hasMessageContaining("basis of a density");
        assertThatThrownBy(() -> Options.parse(yaml.replace("lambda_soap", "power_spectrum"), folder))
                .hasMessageContaining("lambda_soap");
        assertThatThrownBy(() -> Options.parse(yaml.replace("quantity: density", "quantity: total"), folder))
                .hasMessageContaining("basis");
        assertThatThrownBy(
                        () -> Options.parse(yaml.replace("quantity: density", "quantity: density, unit: eV"), folder))
                .hasMessageContaining("none of a density");
        Options options = Options.parse(yaml, folder);
        assertThat(Options.parse(options.toYaml(), folder).toYaml()).isEqualTo(options.toYaml());
        assertThat(options.withAbsolutePaths().targets().values())
                .extracting(Target::basis)
                .containsExactly(folder.resolve("basis.json").toString());
    }
}
