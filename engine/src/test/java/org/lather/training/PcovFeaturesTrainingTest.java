package org.lather.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.backend.Backend;
import org.lather.describe.Describer;
import org.lather.describe.FeatureArrays;
import org.lather.describe.FeatureRequest;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.RepresentationFile;
import org.lather.options.SelectionMethod;
import org.lather.predict.Model;
import org.lather.selection.Points;
import org.lather.selection.SelectionSettings;
import org.lather.selection.Targets;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Features that the structures of a training choose by its targets. */
class PcovFeaturesTrainingTest {
    private static final int COUNT = 6;

    private final Backend backend = SmallTraining.reference();

    @AfterEach
    void close() {
        backend.close();
    }

    private static Options options(String selection, String target) {
        return Options.parse("""
                representations:
                  - calculator: power_spectrum
                    cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {width: 0.4}
                    basis: {max_angular: 2, radial: {max_radial: 2}}
                    features: {count: %d, selection: %s}
                model: {representatives: {count: 25}, noise: 0.01}
                targets: {property: {%s, baseline: none}}
                """.formatted(COUNT, selection, target), Path.of(""));
    }

    /**
     * Structures choose together, fewer than would be drawn: by means over their atoms, or by atoms for a target of
     * atoms.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pcov_fps | key: energy, unit: eV",
                "pcov_cur | key: energy, unit: eV",
                "pcov_cur | key: gap, unit: eV, quantity: mean",
                "pcov_cur | key: charge, unit: e, quantity: atom"
            })
    void choosesAsTheSelectorDoes(String selection, String target) {
        Options o = options(selection, target);
        List<Structure> train = SmallTraining.clusters(71, target.contains("atom") ? 40 : 200);
        FeatureArrays own;
        try (Model m = SmallTraining.fit(o, backend, train)) {
            own = describe(m.parameters().options(), train);
        }
        FeatureArrays all = describe(o, train);
        // pairs of radial functions of one element are computed once
        int[] columns = IntStream.range(0, all.columns())
                .filter(k -> !isOfOneElement(all, k) || label(all, "n_1", k) <= label(all, "n_2", k))
                .toArray();
        int[] chosen = new SelectionSettings(SelectionMethod.valueOf(selection.toUpperCase(Locale.ROOT)))
                .selector(Optional.of(targets(train, target)))
                .select(
                        points(all, columns, target.contains("atom") ? all.rows() : train.size()),
                        COUNT,
                        backend.algebra().host(),
                        Execution.defaults())
                .indices();
        assertThat(IntStream.range(0, own.columns()).mapToObj(k -> labels(own, k)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(chosen)
                        .mapToObj(k -> labels(all, columns[k]))
                        .toList());
    }

    private FeatureArrays describe(Options o, List<Structure> structures) {
        return new Describer(backend, Execution.defaults())
                .toArrays(FeatureRequest.of(o.representations().get(0).descriptor()), Structures.of(structures));
    }

    private static boolean isOfOneElement(FeatureArrays features, int column) {
        return label(features, "neighbor_1_type", column) == label(features, "neighbor_2_type", column);
    }

    private static int label(FeatureArrays features, String name, int column) {
        return Objects.requireNonNull(features.labels().get(name))[column];
    }

    private static Map<String, Integer> labels(FeatureArrays features, int column) {
        Map<String, Integer> out = new TreeMap<>();
        features.labels().forEach((name, values) -> out.put(name, values[column]));
        return out;
    }

    /** Normalised features of atoms, or their means, with the norm of as many targets of mean square 1. */
    private static Points points(FeatureArrays all, int[] columns, int rows) {
        int d = columns.length;
        double[] out = new double[rows * d];
        int[] size = new int[rows];
        for (int i = 0; i < all.rows(); i++) {
            int row = rows == all.rows() ? i : all.system()[i];
            size[row]++;
            double[] one = new double[d];
            double norm = 0;
            for (int k = 0; k < d; k++) {
                int c = columns[k];
                boolean twice = isOfOneElement(all, c) && label(all, "n_1", c) < label(all, "n_2", c);
                one[k] = (twice ? Math.sqrt(2) : 1) * all.values()[i * all.columns() + c];
                norm += one[k] * one[k];
            }
            for (int k = 0; k < d; k++) {
                out[row * d + k] += one[k] / Math.sqrt(norm);
            }
        }
        double square = 0;
        for (int k = 0; k < out.length; k++) {
            out[k] /= size[k / d];
            square += out[k] * out[k];
        }
        for (int k = 0; k < out.length; k++) {
            out[k] *= Math.sqrt(rows / square);
        }
        return Points.columns(out, rows, d);
    }

    private static Targets targets(List<Structure> train, String target) {
        double[] y = train.stream()
                .flatMapToDouble(s -> target.contains("charge")
                        ? Arrays.stream(s.column("charge"))
                        : target.contains("gap")
                                ? Arrays.stream(s.numbers("gap"))
                                : Arrays.stream(s.numbers("energy")).map(e -> e / s.size()))
                .toArray();
        double rms = Math.sqrt(Arrays.stream(y).map(v -> v * v).sum() / y.length);
        return new Targets(Arrays.stream(y).map(v -> v / rms).toArray(), 1, Targets.Rows.COORDINATES);
    }

    @Test
    void featuresWithoutATrainingHaveNoTargets() {
        Options o = options("pcov_cur", "key: energy, unit: eV");
        FeatureRequest request = new FeatureRequest(new RepresentationFile(o.representations(), false));
        Structures structures = Structures.of(SmallTraining.clusters(71, 4));
        Describer describer = new Describer(backend, Execution.defaults());
        assertThatThrownBy(() -> describer.toArrays(request, structures))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("only a training has targets")
                .hasMessageContaining("pcov_cur");
    }
}
