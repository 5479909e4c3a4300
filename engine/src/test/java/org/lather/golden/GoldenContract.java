package org.lather.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.RowMap;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Tolerance;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatomicLayout;
import org.lather.kernel.Covariance;
import org.lather.options.Hypers;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * A backend against the golden arrays, from featomic and from formulas in extended precision, on exact radial
 * integrals.
 */
public abstract class GoldenContract {
    private Backend backend;

    protected abstract Backend open();

    @BeforeEach
    void openBackend() {
        backend = open();
    }

    @AfterEach
    void closeBackend() {
        if (backend != null) { // null where its device is not here and the test is skipped
            backend.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-molecules",
                "a-crystals",
                "a-edges",
                "b-silicon",
                "b-oxides",
                "c-cluster",
                "c-chain",
                "d-cells",
                "d-edges",
                "e-edges"
            })
    void hasTheValuesOfFeatomic(String set) {
        GoldenCase c = GoldenCase.named("power-spectrum-" + set);
        // featomic's own error in set b is 9e-12
        double golden = set.startsWith("b") ? 1e-10 : 1e-11;
        if (Golden.class.getResource("/golden/expansion-" + set + ".npz") != null) {
            compare("expansion-" + set, c, new Descriptor.SphericalExpansion(c.expansion()), golden);
        }
        compare("power-spectrum-" + set, c, new Descriptor.PowerSpectrum(c.expansion()), golden);
        compare("radial-spectrum-" + set, c, new Descriptor.RadialSpectrum(c.radial()), golden);
    }

    private void compare(String name, GoldenCase c, Descriptor d, double tolerance) {
        Npz z = Golden.load(name);
        FeatureBlock block = features(c.structures(), c.channels(), d);
        assertThat(block.centers()).as(name).isEqualTo(z.ints("center_type"));
        compareRows(name, block, new FeatomicColumns(d, c.channels(), z), z.doubles("values"), tolerance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"molecules", "crystal"})
    void hasTheEquivariantsOfFeatomic(String set) {
        GoldenCase c = GoldenCase.named("lambda-soap-" + set);
        Npz z = Golden.load("lambda-soap-" + set);
        int compared = 0;
        for (int lambda = 0; lambda <= 4; lambda++) {
            for (int sigma : new int[] {1, -1}) {
                String key = "lambda" + lambda + (sigma > 0 ? "_plus" : "_minus");
                if (!z.has(key)) {
                    continue;
                }
                Descriptor d = new Descriptor.LambdaSoap(c.expansion(), lambda, sigma);
                compareRows(
                        key,
                        features(c.structures(), c.channels(), d),
                        new FeatomicColumns(d, c.channels(), z, key + "_"),
                        z.doubles(key),
                        1e-11);
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"molecule", "crystal"})
    void hasTheBispectrumOfFeatomic(String set) {
        GoldenCase c = GoldenCase.named("bispectrum-" + set);
        Npz z = Golden.load("bispectrum-" + set);
        for (int sigma : new int[] {1, -1}) {
            String key = sigma > 0 ? "plus" : "minus";
            Descriptor d = new Descriptor.Bispectrum(c.expansion(), sigma);
            compareRows(
                    key,
                    features(c.structures(), c.channels(), d),
                    new FeatomicColumns(d, c.channels(), z, key + "_"),
                    z.doubles(key),
                    1e-11);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"symmetry-functions-molecules", "symmetry-functions-crystal", "pair-correlation-crystal"})
    void hasTheValuesWithoutADensity(String name) throws JsonProcessingException {
        JsonNode json = GoldenCase.parse(Golden.text(name + ".json"));
        Descriptor d = Hypers.read(new ObjectMapper().treeToValue(json.get("hypers"), Map.class), "");
        List<Structure> structures = new ArrayList<>();
        json.get("structures").forEach(s -> structures.add(GoldenStructures.named(s.asText())));
        int[] species = IntStream.range(0, json.get("species").size())
                .map(i -> json.get("species").get(i).asInt())
                .toArray();
        FeatureBlock block = features(structures, Channels.oneHot(species), d);
        double[] expected = Golden.load(name).doubles("values");
        near(
                name,
                block.values(),
                expected,
                1e-13 * Math.max(1, largest(expected))
                        + (precision() == Precision.SINGLE ? tolerance().feature(largest(expected), 0) : 0));
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private void compareRows(
            String name, FeatureBlock block, FeatomicColumns order, double[] expected, double tolerance) {
        int columns = expected.length / block.rows();
        for (int i = 0; i < block.rows(); i++) {
            double[] row = order.of(block.values(), i * block.columns());
            assertThat(row).as(name).hasSize(columns);
            double scale = 0;
            for (int k = 0; k < columns; k++) {
                scale = Math.max(scale, Math.abs(expected[i * columns + k]));
            }
            double limit = tolerance * Math.max(1, scale)
                    + (precision() == Precision.SINGLE ? tolerance().feature(scale, 0) : 0);
            for (int k = 0; k < columns; k++) {
                double e = expected[i * columns + k];
                if (!(Math.abs(row[k] - e) <= limit)) {
                    throw new AssertionError(name + " row " + i + " column " + k + ": expected " + e + " within "
                            + limit + ", got " + row[k]);
                }
            }
        }
    }

    private FeatureBlock features(List<Structure> structures, Channels channels, Descriptor d) {
        try (Batch b = backend.upload(structures, channels);
                Features f = compute(b, d)) {
            return f.download();
        }
    }

    private Features compute(Batch b, Descriptor d) {
        return backend.features(Range.all(b), d);
    }

    private Precision precision() {
        return backend.info().precision();
    }

    private Tolerance tolerance() {
        return Tolerance.of(precision());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void hasTheKernelsOfEnvironmentsAndStructures(int zeta) {
        GoldenCase c = GoldenCase.named("power-spectrum-a-molecules");
        Npz z = Golden.load("kernels");
        Descriptor d = new Descriptor.PowerSpectrum(c.expansion());
        try (Batch b = backend.upload(c.structures(), c.channels());
                Features f = compute(b, d);
                Tile k = backend.tile(b.environments(), b.environments())) {
            backend.covariances(Side.of(f), Side.of(f), new Covariance(zeta, Covariance.Centers.SAME), 1, k);
            double limit = tolerance().computedCovariance(f.columns(), zeta) + 1e-14;
            near("environments", k.download(), z.doubles("environment_zeta" + zeta), limit);
            near("sum", structures(b, k, false), z.doubles("sum_zeta" + zeta), 36 * limit);
            near("average", structures(b, k, true), z.doubles("average_zeta" + zeta), limit);
        }
    }

    /** Rows, then columns of K become sums or means over the atoms of structures. */
    private double[] structures(Batch b, Tile k, boolean mean) {
        int n = b.environments();
        int s = b.structures();
        int[] row = new int[n];
        double[] factor = new double[n];
        int at = 0;
        for (int q = 0; q < s; q++) {
            for (int i = 0; i < b.atoms(q); i++, at++) {
                row[at] = q;
                factor[at] = mean ? 1.0 / b.atoms(q) : 1;
            }
        }
        try (Tile rows = backend.tile(s, n);
                Tile turned = backend.tile(n, s);
                Tile out = backend.tile(s, s)) {
            backend.reduce(k, new RowMap(row, factor), rows);
            double[] r = rows.download();
            double[] t = new double[r.length];
            for (int i = 0; i < s; i++) {
                for (int j = 0; j < n; j++) {
                    t[j * s + i] = r[i * n + j];
                }
            }
            turned.upload(0, t);
            backend.reduce(turned, new RowMap(row, factor), out);
            return out.download();
        }
    }

    /**
     * In doubles the whitened form of the nearly singular case (condition 2e12) is good to 1e-10; see the README there.
     */
    @ParameterizedTest
    @CsvSource({"sparse, 1e-12, 1e-12, 1e-12", "singular, 1e-9, 1e-8, 1e-9"})
    void fitsSparseRegression(String name, double prediction, double objective, double variance) {
        Npz z = Golden.load("gpr");
        GoldenRegression fit = new GoldenRegression(backend, z, name + "_");
        near("prediction", fit.predict(), z.doubles(name + "_prediction"), prediction);
        near("fit", fit.fit(), z.doubles(name + "_fit"), prediction);
        double expected = z.doubles(name + "_objective")[0];
        near("objective", new double[] {fit.objective()}, new double[] {expected}, objective * expected);
        near("variance_sor", fit.variance(false), z.doubles(name + "_variance_sor"), variance);
        near("variance_dtc", fit.variance(true), z.doubles(name + "_variance_dtc"), variance);
        if (name.equals("sparse")) {
            near("weights", fit.weights(), z.doubles(name + "_weights"), 1e-10);
        }
    }

    private static void near(String what, double[] got, double[] expected, double limit) {
        assertThat(got).as(what).hasSize(expected.length);
        for (int i = 0; i < got.length; i++) {
            if (!(Math.abs(got[i] - expected[i]) <= limit)) {
                throw new AssertionError(
                        what + " " + i + ": expected " + expected[i] + " within " + limit + ", got " + got[i]);
            }
        }
    }

    @Test
    void hasTheValuesOfFeatomicsOwnTests() throws IOException {
        String data = System.getenv("LATHER_DATA");
        assumeTrue(data != null, "LATHER_DATA is not set: featomic's own reference values are not here");
        Path folder = Path.of(String.valueOf(data)).resolve("golden-featomic");
        for (String name : List.of("spherical-expansion", "spherical-expansion-pbc", "soap-power-spectrum")) {
            JsonNode json = GoldenCase.parse(Files.readString(folder.resolve(name + "-values-input.json")));
            DensityExpansion e = GoldenCase.expansion(json.get("hyperparameters"));
            List<Structure> structures = new ArrayList<>();
            json.get("systems").forEach(s -> structures.add(structure(s)));
            Channels channels = Channels.oneHot(structures.stream()
                    .flatMapToInt(s -> Arrays.stream(s.atomicNumbers()))
                    .toArray());
            Npz z = Npz.read(name, Files.readAllBytes(folder.resolve(name + "-values.npz")));
            Descriptor d =
                    name.contains("power") ? new Descriptor.PowerSpectrum(e) : new Descriptor.SphericalExpansion(e);
            FeatomicLayout layout = new FeatomicLayout(d, channels);
            FeatureBlock block = features(structures, channels, d);
            double[] expected = z.doubles("data");
            int columns = layout.columns();
            assertThat(expected).as(name).hasSize(block.rows() * columns);
            double[] row = new double[columns];
            for (int i = 0; i < block.rows(); i++) {
                layout.unpack(block.values(), i * block.columns(), row, 0);
                for (int k = 0; k < columns; k++) {
                    double x = expected[i * columns + k];
                    double limit = 1e-9 * Math.max(1, Math.abs(x))
                            + (precision() == Precision.SINGLE ? tolerance().feature(2, 0) : 0);
                    near(name, new double[] {row[k]}, new double[] {x}, limit);
                }
            }
        }
    }

    static Structure structure(JsonNode s) {
        double[] x = new double[3 * s.get("types").size()];
        int[] z = new int[s.get("types").size()];
        for (int i = 0; i < z.length; i++) {
            z[i] = s.get("types").get(i).asInt();
            for (int k = 0; k < 3; k++) {
                x[3 * i + k] = s.get("positions").get(i).get(k).asDouble();
            }
        }
        double[] h = new double[9];
        for (int k = 0; k < 9; k++) {
            h[k] = s.get("cell").get(k).asDouble();
        }
        return Structure.of(z, x, h[0] == 0 ? Cell.NONE : Cell.periodic(h));
    }
}
