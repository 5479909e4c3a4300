package org.lather.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.WeightedRange;
import org.lather.descriptor.Descriptor;

/** Derivatives of single features against featomic's: the adjoint of a unit vector is a row of them. */
public abstract class GoldenGradientContract {
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
            strings = {"expansion-molecule", "expansion-crystal", "power-spectrum-molecule", "power-spectrum-crystal"})
    void areThoseOfFeatomic(String set) {
        GoldenCase c = GoldenCase.named("gradients-" + set);
        Npz z = Golden.load("gradients-" + set);
        Descriptor d = set.startsWith("power")
                ? new Descriptor.PowerSpectrum(c.expansion())
                : new Descriptor.SphericalExpansion(c.expansion());
        FeatomicColumns order = new FeatomicColumns(d, c.channels(), z);
        int columns = d.columns(c.channels());
        int atoms = c.structures().get(0).size();
        assertThat(c.structures()).hasSize(1);
        double[] positions = z.doubles("positions_gradient");
        double[] strain = z.doubles("strain_gradient");
        int[] sample = z.ints("positions_gradient_sample");
        int[] atom = z.ints("positions_gradient_atom");
        int features = z.ints(set.startsWith("power") ? "l" : "o3_lambda").length;
        assertThat(positions).hasSize(sample.length * 3 * features);
        boolean[] listed = new boolean[atoms * atoms];
        for (int i = 0; i < atoms; i++) {
            // [what moves][column]
            double[][] moved = new double[3 * atoms][columns];
            double[][] strained = new double[9][columns];
            explicit(c, d, i, moved, strained);
            for (int line = 0; line < sample.length; line++) {
                if (sample[line] == i) {
                    listed[i * atoms + atom[line]] = true;
                    for (int a = 0; a < 3; a++) {
                        near(order.of(moved[3 * atom[line] + a], 0), positions, (line * 3 + a) * features);
                    }
                }
            }
            for (int ab = 0; ab < 9; ab++) {
                near(order.of(strained[ab], 0), strain, (9 * i + ab) * features);
            }
            for (int k = 0; k < atoms; k++) {
                if (!listed[i * atoms + k]) {
                    assertThat(moved[3 * k]).containsOnly(0);
                }
            }
        }
    }

    private void explicit(GoldenCase c, Descriptor d, int environment, double[][] moved, double[][] strained) {
        Gradients g = backend.gradients();
        int columns = d.columns(c.channels());
        int center = c.structures().get(0).atomicNumber(environment);
        try (Batch batch = backend.upload(List.copyOf(c.structures()), c.channels())) {
            for (int k = 0; k < columns; k++) {
                double[] unit = new double[columns];
                unit[k] = 1;
                double[] positions = new double[moved.length];
                double[] strain = new double[9];
                try (Features v = backend.load(new FeatureBlock(unit, columns, new int[] {center}))) {
                    g.pullBack(
                            new WeightedRange(batch, environment, environment + 1, new double[] {1}),
                            d,
                            v,
                            positions,
                            strain);
                }
                for (int q = 0; q < moved.length; q++) {
                    moved[q][k] = positions[q];
                }
                for (int q = 0; q < 9; q++) {
                    strained[q][k] = strain[q];
                }
            }
        }
    }

    private static void near(double[] got, double[] expected, int from) {
        for (int k = 0; k < got.length; k++) {
            assertThat(Math.abs(got[k] - expected[from + k]))
                    .as("feature %d: expected %s, got %s", k, expected[from + k], got[k])
                    .isLessThan(1e-11);
        }
    }
}
