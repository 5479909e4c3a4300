package org.lather.electrons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.math.SphericalHarmonics;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

class OverlapsTest {
    private static final SphericalHarmonics HARMONICS = new SphericalHarmonics(6);

    /** Shells of all orders up to 6, one of them contracted. */
    static AuxiliaryBasis upToSix() {
        List<Shell> shells = new java.util.ArrayList<>();
        for (int l = 0; l <= 6; l++) {
            shells.add(new Shell(l, new double[] {0.6 + 0.25 * l}, new double[] {1}));
        }
        shells.add(new Shell(1, new double[] {2.5, 0.4}, new double[] {0.3, -0.8}));
        return new AuxiliaryBasis(Map.of(1, new ElementBasis(shells)));
    }

    private static Structure two() {
        return Structure.of(new int[] {1, 1}, new double[] {0.1, -0.2, 0.3, 0.7, 0.4, -0.5}, Cell.NONE);
    }

    @Test
    void scalarProductsEqualSumsOverAGrid() {
        AuxiliaryBasis basis = upToSix();
        Structure s = two();
        int n = basis.size(s);
        double[] expected = new double[n * n];
        double[] r = AuxiliaryBasis.bohr(s);
        double step = 0.2;
        double half = 8;
        int points = (int) Math.round(2 * half / step);
        double[] value = new double[n];
        // a sum over a uniform grid converges exponentially for Gaussians
        for (int i = 0; i < points; i++) {
            for (int j = 0; j < points; j++) {
                for (int k = 0; k < points; k++) {
                    functions(basis, r, -half + i * step, -half + j * step, -half + k * step, value);
                    for (int p = 0; p < n; p += 1 + p % 3) {
                        for (int q = 0; q < n; q += 7) {
                            expected[p * n + q] += value[p] * value[q] * step * step * step;
                        }
                    }
                }
            }
        }
        double[] actual = new Overlaps(basis).matrix(s);
        for (int p = 0; p < n; p += 1 + p % 3) {
            for (int q = 0; q < n; q += 7) {
                assertThat(actual[p * n + q]).as(p + ", " + q).isEqualTo(expected[p * n + q], within(2e-9));
            }
        }
    }

    private static void functions(AuxiliaryBasis basis, double[] r, double px, double py, double pz, double[] out) {
        double[] y = new double[HARMONICS.size()];
        int k = 0;
        for (int atom = 0; atom < 2; atom++) {
            double x = px - r[3 * atom];
            double yy = py - r[3 * atom + 1];
            double z = pz - r[3 * atom + 2];
            double square = x * x + yy * yy + z * z;
            HARMONICS.values(x, yy, z, y);
            for (Shell shell : basis.of(1).shells()) {
                for (int m = 0; m < shell.functions(); m++) {
                    out[k++] = shell.reduced(square) * Math.pow(square, 0.5 * shell.l()) * y[shell.l() * shell.l() + m];
                }
            }
        }
    }

    @Test
    void functionsOfAnAtomAreNormalisedAndOrthogonalInLAndM() {
        AuxiliaryBasis basis = upToSix();
        Structure one = Structure.of(new int[] {1}, new double[] {3, 4, 5}, Cell.NONE);
        double[] s = new Overlaps(basis).matrix(one);
        int n = basis.size(one);
        int first = basis.of(1).offset(1);
        for (int i = 0; i < n; i++) {
            assertThat(s[i * n + i]).isEqualTo(1, within(1e-13));
            for (int j = 0; j < i; j++) {
                boolean sameOrder = i >= first && i < first + 6 && j >= first && j < first + 6 && i - j == 3;
                if (sameOrder) {
                    assertThat(Math.abs(s[i * n + j])).isGreaterThan(1e-3);
                } else {
                    assertThat(s[i * n + j]).isEqualTo(0, within(1e-13));
                }
            }
        }
        assertThat(new Overlaps(basis).radial(1, 1)).hasSize(4);
    }

    @Test
    void productWithTheMatrixEqualsTheStreamedProduct() {
        AuxiliaryBasis basis = upToSix();
        Structure s = two();
        Overlaps overlaps = new Overlaps(basis);
        double[] matrix = overlaps.matrix(s);
        double[] c = new Random(1).doubles(basis.size(s), -1, 1).toArray();
        double[] product = overlaps.multiply(s, c);
        for (int i = 0; i < c.length; i++) {
            double sum = 0;
            for (int j = 0; j < c.length; j++) {
                sum += matrix[i * c.length + j] * c[j];
            }
            assertThat(product[i]).isEqualTo(sum, within(1e-12));
        }
    }

    @Test
    void metricOfTheLossAddsTheSquareOfTheNumberOfElectrons() {
        AuxiliaryBasis basis = upToSix();
        Structure s = two();
        Overlaps overlaps = new Overlaps(basis);
        double[] c = new Random(3).doubles(basis.size(s), -1, 1).toArray();
        double[] metric = new LossMetric(overlaps, 0.7).matrix(s);
        double[] product = overlaps.multiply(s, c);
        double sum = 0;
        double expected = 0.7 * Math.pow(Moments.of(basis, s, c).electrons(), 2);
        for (int i = 0; i < c.length; i++) {
            expected += c[i] * product[i];
            for (int j = 0; j < c.length; j++) {
                sum += c[i] * metric[i * c.length + j] * c[j];
            }
        }
        assertThat(sum).isEqualTo(expected, within(1e-11 * expected));
    }

    @Test
    void momentsAreIntegralsOfTheDensity() {
        AuxiliaryBasis basis = upToSix();
        Structure s = two();
        double[] c = new Random(2).doubles(basis.size(s), -1, 1).toArray();
        DensityValues density = new DensityValues(basis, s, c);
        Moments moments = Moments.of(basis, s, c);
        double[] centre = new double[3];
        double[] r = AuxiliaryBasis.bohr(s);
        for (int a = 0; a < 3; a++) {
            centre[a] = 0.5 * (r[a] + r[3 + a]);
        }
        double step = 0.3;
        double charge = 0;
        double[] dipole = new double[3];
        double[][] q = new double[3][3];
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 60; j++) {
                for (int k = 0; k < 60; k++) {
                    double[] p = {step * (i - 30), step * (j - 30), step * (k - 30)};
                    double w = step * step * step * density.at(p[0], p[1], p[2]);
                    charge += w;
                    double square = 0;
                    for (int a = 0; a < 3; a++) {
                        dipole[a] -= w * p[a];
                        square += (p[a] - centre[a]) * (p[a] - centre[a]);
                    }
                    for (int a = 0; a < 3; a++) {
                        for (int b = 0; b < 3; b++) {
                            q[a][b] -=
                                    w * (1.5 * (p[a] - centre[a]) * (p[b] - centre[b]) - (a == b ? 0.5 * square : 0));
                        }
                    }
                }
            }
        }
        for (int atom = 0; atom < 2; atom++) {
            double[] d = new double[3];
            double square = 0;
            for (int a = 0; a < 3; a++) {
                dipole[a] += r[3 * atom + a];
                d[a] = r[3 * atom + a] - centre[a];
                square += d[a] * d[a];
            }
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    q[a][b] += 1.5 * d[a] * d[b] - (a == b ? 0.5 * square : 0);
                }
            }
        }
        assertThat(moments.electrons()).isEqualTo(charge, within(1e-7));
        assertThat(moments.dipole()).containsExactly(dipole, within(1e-6));
        assertThat(moments.quadrupole())
                .containsExactly(new double[] {q[0][0], q[1][1], q[2][2], q[0][1], q[0][2], q[1][2]}, within(1e-5));
    }
}
