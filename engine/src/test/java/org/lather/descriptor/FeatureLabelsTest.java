package org.lather.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.density.Channels;
import org.lather.golden.Golden;
import org.lather.golden.Npz;
import org.lather.options.Hypers;

class FeatureLabelsTest {
    @ParameterizedTest
    @CsvSource({
        "power-spectrum-a-molecules, power_spectrum",
        "power-spectrum-b-oxides, soap_power_spectrum",
        "power-spectrum-c-cluster, power_spectrum",
        "radial-spectrum-a-molecules, radial_spectrum",
        "radial-spectrum-e-edges, soap_radial_spectrum"
    })
    void areThoseOfTheGoldenFilesInTheirOrder(String file, String calculator) throws JsonProcessingException {
        Npz golden = Golden.load(file);
        FeatureLabels labels = FeatureLabels.of(descriptor(file, calculator), species(file));
        assertThat(labels.size()).isEqualTo(golden.shape("values")[1]);
        for (String name : labels.names()) {
            assertThat(labels.column(name)).as(name).isEqualTo(golden.ints(name));
        }
    }

    @ParameterizedTest
    @CsvSource({"expansion-a-molecules", "expansion-c-cluster"})
    void expansionHasTheGoldenLabelsInFeatomicsOrder(String file) throws JsonProcessingException {
        Npz golden = Golden.load(file);
        FeatureLabels labels = FeatureLabels.of(descriptor(file, "spherical_expansion"), species(file));
        assertThat(labels.names()).containsExactly("o3_lambda", "o3_mu", "neighbor_type", "n");
        assertThat(rows(labels.size(), labels.names(), labels::column))
                .isEqualTo(rows(labels.size(), labels.names(), golden::ints));
        for (int k = 1; k < labels.size(); k++) {
            assertThat(compare(labels, k - 1, k)).as("column %d", k).isNegative();
        }
    }

    private static int compare(FeatureLabels labels, int a, int b) {
        for (String name : labels.names()) {
            int[] c = labels.column(name);
            if (c[a] != c[b]) {
                return Integer.compare(c[a], c[b]);
            }
        }
        return 0;
    }

    private static Set<List<Integer>> rows(int size, List<String> names, Function<String, int[]> column) {
        int[][] columns = names.stream().map(column).toArray(int[][]::new);
        Set<List<Integer>> rows = new HashSet<>();
        for (int k = 0; k < size; k++) {
            rows.add(List.of(columns[0][k], columns[1][k], columns[2][k], columns[3][k]));
        }
        assertThat(rows).hasSize(size);
        return rows;
    }

    /** The stored power spectrum is packed by hand from golden coefficients with the formula in its documentation. */
    @Test
    void unpacksAPowerSpectrum() throws JsonProcessingException {
        Npz expansion = Golden.load("expansion-a-molecules");
        Npz golden = Golden.load("power-spectrum-a-molecules");
        Descriptor descriptor = descriptor("power-spectrum-a-molecules", "power_spectrum");
        Channels channels = Channels.oneHot(species("power-spectrum-a-molecules"));
        int radial = descriptor.onlyExpansion().basis().radialSize();
        int maxAngular = descriptor.onlyExpansion().basis().maxAngular();
        int q = channels.count() * radial;
        FeatomicLayout layout = new FeatomicLayout(descriptor, channels);
        int columns = golden.shape("values")[1];
        assertThat(layout.columns()).isEqualTo(columns);
        int features = expansion.shape("values")[1];
        int[] neighbour = expansion.ints("neighbor_type");
        int[] n = expansion.ints("n");
        int[] lambda = expansion.ints("o3_lambda");
        int[] mu = expansion.ints("o3_mu");
        int[][] place = new int[(maxAngular + 1) * (maxAngular + 1)][q];
        for (int k = 0; k < features; k++) {
            int lm = lambda[k] * lambda[k] + lambda[k] + mu[k];
            place[lm][channels.indexOf(neighbour[k]) * radial + n[k]] = k;
        }
        double[] c = expansion.doubles("values");
        double[] expected = golden.doubles("values");
        double[] stored = new double[descriptor.columns(channels) + 3];
        double[] out = new double[columns + 1];
        for (int row : new int[] {0, 7}) {
            int at = 3;
            for (int l = 0; l <= maxAngular; l++) {
                for (int q1 = 0; q1 < q; q1++) {
                    for (int q2 = q1; q2 < q; q2++) {
                        double sum = 0;
                        for (int m = -l; m <= l; m++) {
                            sum += c[row * features + place[l * l + l + m][q1]]
                                    * c[row * features + place[l * l + l + m][q2]];
                        }
                        stored[at++] =
                                (l % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l + 1) * (q1 == q2 ? 1 : Math.sqrt(2)) * sum;
                    }
                }
            }
            layout.unpack(stored, 3, out, 1);
            double norm = 0;
            for (int k = 0; k < columns; k++) {
                assertThat(out[1 + k]).isCloseTo(expected[row * columns + k], within(1e-11));
                norm += out[1 + k] * out[1 + k];
            }
            double storedNorm = 0;
            for (double x : stored) {
                storedNorm += x * x;
            }
            assertThat(storedNorm).as("packing keeps scalar products").isCloseTo(norm, within(1e-12 * norm));
        }
    }

    @Test
    void otherDescriptorsAreStoredAsTheyAreLabelled() throws JsonProcessingException {
        Descriptor descriptor = descriptor("expansion-a-molecules", "spherical_expansion");
        Channels channels = Channels.oneHot(species("expansion-a-molecules"));
        FeatureLabels labels = FeatureLabels.of(descriptor, channels.atomicNumbers());
        FeatomicLayout layout = new FeatomicLayout(descriptor, channels);
        int radial = descriptor.onlyExpansion().basis().radialSize();
        assertThat(layout.columns()).isEqualTo(labels.size());
        for (int k = 0; k < labels.size(); k++) {
            int l = labels.column("o3_lambda")[k];
            int a = channels.indexOf(labels.column("neighbor_type")[k]);
            int place = (l * l + l + labels.column("o3_mu")[k]) * channels.count() * radial
                    + a * radial
                    + labels.column("n")[k];
            assertThat(layout.index(k)).isEqualTo(place);
            assertThat(layout.factor(k)).isEqualTo(1);
        }
    }

    @Test
    void refusesElementsThatAreNotAscending() throws JsonProcessingException {
        Descriptor descriptor = descriptor("radial-spectrum-a-molecules", "radial_spectrum");
        assertThatThrownBy(() -> FeatureLabels.of(descriptor, 6, 1))
                .hasMessage("expected ascending atomic numbers, got 1 after 6");
    }

    private static Descriptor descriptor(String file, String calculator) throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode hypers = mapper.readTree(Golden.text(file + ".json")).get("hypers");
        return Hypers.readAs(calculator, mapper.convertValue(hypers, Map.class), "hypers");
    }

    private static int[] species(String file) throws JsonProcessingException {
        JsonNode species =
                new ObjectMapper().readTree(Golden.text(file + ".json")).get("species");
        int[] z = new int[species.size()];
        for (int i = 0; i < z.length; i++) {
            z[i] = species.get(i).asInt();
        }
        return z;
    }
}
