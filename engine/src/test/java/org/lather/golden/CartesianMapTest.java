package org.lather.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.math.CartesianMap;
import org.lather.math.CartesianMap.Part;
import org.lather.math.Irrep;
import org.lather.math.TensorSymmetry;

/** The map from Cartesian to spherical tensors against golden matrices in 80-bit arithmetic. */
class CartesianMapTest {
    private static final double EXACT = 1e-12;

    private static void near(double[] found, double[] expected, int offset) {
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("component %d", i).isCloseTo(expected[offset + i], within(EXACT));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void matricesOfGeneralTensorsAreTheGoldenOnes(int rank) {
        Npz z = Golden.load("cartesian-spherical");
        CartesianMap map = CartesianMap.of(rank, TensorSymmetry.GENERAL);
        double[] matrix = z.doubles("rank" + rank + "_matrix");
        int n = map.cartesianSize();
        assertThat(map.sphericalSize()).isEqualTo(n);
        List<Integer> lambda = new ArrayList<>();
        List<Integer> sigma = new ArrayList<>();
        for (Part p : map.parts()) {
            for (int m = 0; m < p.size(); m++) {
                lambda.add(p.lambda());
                sigma.add(p.sigma());
                near(map.row(p.offset() + m), matrix, (p.offset() + m) * n);
            }
        }
        assertThat(lambda).containsExactlyElementsOf(boxed(z.ints("rank" + rank + "_L")));
        assertThat(sigma).containsExactlyElementsOf(boxed(z.ints("rank" + rank + "_sigma")));
        double[] cartesian = z.doubles("rank" + rank + "_cartesian");
        double[] spherical = z.doubles("rank" + rank + "_spherical");
        for (int t = 0; t < cartesian.length / n; t++) {
            near(map.spherical(cartesian, t * n), spherical, t * n);
        }
    }

    private static List<Integer> boxed(int[] v) {
        return java.util.Arrays.stream(v).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void blocksOfSymmetricTensorsAreTheGoldenOnes(int rank) {
        Npz z = Golden.load("cartesian-spherical");
        CartesianMap map = CartesianMap.of(rank, TensorSymmetry.SYMMETRIC);
        double[] cartesian = z.doubles("symmetric" + rank + "_cartesian");
        int n = map.cartesianSize();
        assertThat(map.parts()).hasSize(rank / 2 + 1);
        for (int t = 0; t < cartesian.length / n; t++) {
            double[] s = map.spherical(cartesian, t * n);
            for (Part p : map.parts()) {
                double[] block = java.util.Arrays.copyOfRange(s, p.offset(), p.offset() + p.size());
                near(block, z.doubles("symmetric" + rank + "_L" + p.lambda()), t * p.size());
            }
            double[] back = new double[n];
            map.addCartesian(s, back, 0);
            near(back, cartesian, t * n);
            near(map.residual(cartesian, t * n), new double[n], 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void rowsAreOrthogonal(int rank) {
        for (TensorSymmetry symmetry : TensorSymmetry.values()) {
            CartesianMap map = CartesianMap.of(rank, symmetry);
            for (int i = 0; i < map.sphericalSize(); i++) {
                double[] a = map.row(i);
                for (int j = 0; j <= i; j++) {
                    double s = 0;
                    double[] b = map.row(j);
                    for (int k = 0; k < a.length; k++) {
                        s += a[k] * b[k];
                    }
                    assertThat(s).isCloseTo(i == j ? 1 : 0, within(EXACT));
                }
            }
        }
    }

    @Test
    void tracelessTensorsHaveOneOrder() {
        CartesianMap map = CartesianMap.of(2, TensorSymmetry.TRACELESS);
        assertThat(map.parts()).containsExactly(new Part(new Irrep(2, 1), 0, 0));
        double[] unit = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        near(map.residual(unit, 0), unit, 0);
    }
}
