package org.lather.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatureGradients;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/** Explicit gradients against featomic's arrays and, of tensors, differences in extended precision. */
class FeatureGradientsGoldenTest {
    /** Gradients of the environments of one structure, in the order of a golden file. */
    private static final class Rows {
        final Structure structure;
        final NeighbourList list;
        private final FeatureGradients gradients;
        private final FeatomicColumns order;
        private final int components;
        private final double[] row;

        Rows(Structure structure, Descriptor d, Channels channels, FeatomicColumns order) {
            this.structure = structure;
            this.order = order;
            list = NeighbourList.of(structure, d.radius());
            gradients = new FeatureGradients(d, channels, EnumSet.allOf(Variable.class));
            components = d.components();
            row = new double[gradients.size()];
        }

        void environment(int i) {
            gradients.environment(structure, list, i);
        }

        /** [M][feature]. */
        double[][] position(int atom, int axis) {
            gradients.position(atom, axis, row);
            return ordered();
        }

        double[][] strain(int ab) {
            gradients.strain(ab / 3, ab % 3, row);
            return ordered();
        }

        double[][] cell(int ab) {
            gradients.cell(ab / 3, ab % 3, row);
            return ordered();
        }

        private double[][] ordered() {
            double[][] out = new double[components][];
            for (int m = 0; m < components; m++) {
                out[m] = order.of(row, m * (row.length / components));
            }
            return out;
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
        Rows rows = new Rows(c.structures().get(0), d, c.channels(), new FeatomicColumns(d, c.channels(), z));
        double[] positions = z.doubles("positions_gradient");
        double[] strain = z.doubles("strain_gradient");
        int[] sample = z.ints("positions_gradient_sample");
        int[] atom = z.ints("positions_gradient_atom");
        int line = 0;
        for (int i = 0; i < rows.structure.size(); i++) {
            rows.environment(i);
            for (int k : FeatureGradients.atoms(rows.list, i)) {
                assertThat(sample[line]).isEqualTo(i);
                assertThat(atom[line]).isEqualTo(k);
                for (int axis = 0; axis < 3; axis++) {
                    near(rows.position(k, axis), positions, 3 * line + axis, 1e-11);
                }
                line++;
            }
            for (int ab = 0; ab < 9; ab++) {
                near(rows.strain(ab), strain, 9 * i + ab, 1e-11);
            }
        }
        assertThat(line).isEqualTo(sample.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lambda0_plus", "lambda1_plus", "lambda1_minus", "lambda2_plus"})
    void areThoseOfTensors(String key) {
        GoldenCase c = GoldenCase.named("gradients-lambda-soap-crystal");
        Npz z = Golden.load("gradients-lambda-soap-crystal");
        Descriptor d = new Descriptor.LambdaSoap(
                c.expansion(), Integer.parseInt(key.substring(6, 7)), key.endsWith("plus") ? 1 : -1);
        Rows rows =
                new Rows(c.structures().get(0), d, c.channels(), new FeatomicColumns(d, c.channels(), z, key + "_"));
        double[] positions = z.doubles(key + "_positions_gradient");
        double[] strain = z.doubles(key + "_strain_gradient");
        int atoms = rows.structure.size();
        for (int i = 0; i < atoms; i++) {
            rows.environment(i);
            assertThat(FeatureGradients.atoms(rows.list, i)).hasSize(atoms);
            for (int k = 0; k < 3 * atoms; k++) {
                near(rows.position(k / 3, k % 3), positions, 3 * atoms * i + k, 1e-11);
            }
            for (int ab = 0; ab < 9; ab++) {
                near(rows.strain(ab), strain, 9 * i + ab, 1e-11);
            }
        }
    }

    /** Rows [M][feature] of an array; {@code place} counts what stands before. */
    private static void near(double[][] got, double[] expected, int place, double tolerance) {
        for (int m = 0; m < got.length; m++) {
            for (int k = 0; k < got[m].length; k++) {
                double e = expected[(place * got.length + m) * got[m].length + k];
                assertThat(Math.abs(got[m][k] - e))
                        .as("component %d of feature %d: expected %s, got %s", m, k, e, got[m][k])
                        .isLessThanOrEqualTo(tolerance * Math.max(1, Math.abs(e)));
            }
        }
    }

    /**
     * Positions (summed over the environments), strain, and the cell with positions fixed, as featomic tests itself.
     */
    @Test
    void areThoseOfFeatomicsOwnTests() throws IOException {
        String data = System.getenv("LATHER_DATA");
        assumeTrue(data != null, "LATHER_DATA is not set: featomic's own reference gradients are not here");
        Path folder = Path.of(String.valueOf(data)).resolve("golden-featomic");
        for (String name : new String[] {"spherical-expansion", "soap-power-spectrum"}) {
            JsonNode json = GoldenCase.parse(Files.readString(folder.resolve(name + "-gradients-input.json")));
            Structure s = GoldenContract.structure(json.get("systems").get(0));
            Channels channels = Channels.oneHot(s.atomicNumbers());
            Descriptor d = name.startsWith("soap")
                    ? new Descriptor.PowerSpectrum(GoldenCase.expansion(json.get("hyperparameters")))
                    : new Descriptor.SphericalExpansion(GoldenCase.expansion(json.get("hyperparameters")));
            Rows rows = new Rows(s, d, channels, FeatomicColumns.all(d, channels));
            double[] strain = array(folder, name + "-strain-gradient");
            double[] cell = array(folder, name + "-cell-gradient");
            double[] positions = array(folder, name + "-positions-gradient");
            int features = strain.length / (9 * s.size());
            double[][] sums = new double[3 * s.size()][features];
            for (int i = 0; i < s.size(); i++) {
                rows.environment(i);
                for (int ab = 0; ab < 9; ab++) {
                    // stored with 10 digits
                    near(rows.strain(ab), strain, 9 * i + ab, 1e-9);
                    near(rows.cell(ab), cell, 9 * i + ab, 1e-9);
                }
                for (int k = 0; k < sums.length; k++) {
                    double[] row = rows.position(k / 3, k % 3)[0];
                    for (int f = 0; f < features; f++) {
                        sums[k][f] += row[f];
                    }
                }
            }
            for (int k = 0; k < sums.length; k++) {
                near(new double[][] {sums[k]}, positions, k, 1e-9);
            }
        }
    }

    private static double[] array(Path folder, String name) throws IOException {
        return Npz.read(name, Files.readAllBytes(folder.resolve(name + ".npz"))).doubles("data");
    }
}
