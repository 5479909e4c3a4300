package org.lather.electrons;

import java.util.Arrays;
import java.util.List;
import org.lather.math.SphericalHarmonics;
import org.lather.structure.Structure;

/**
 * Scalar products S_kk' = ∫ φ_k φ_k' of the functions of a basis, in closed form. With the Fourier transform (−i)^l
 * (π/a)^(3/2) (2a)^(−l) q^l Y_lm(q/|q|) exp(−q²/4a) of r^l Y_lm exp(−a r²), two Gaussians a and b whose centres are
 * apart by R = R_b − R_a have the scalar product
 *
 * <p>S = (1/2π²) (π²/ab)^(3/2) (2a)^(−l1) (2b)^(−l2) Σ_LM (−1)^((l1−l2−L)/2) G_LM Y_LM(R/|R|) ∫ q^(l1+l2+2) j_L(q|R|)
 * exp(−β q²) dq,
 *
 * <p>β = 1/4a + 1/4b, G the integrals of three harmonics, and with n = (l1 + l2 − L)/2 and x = R²/4β the integral is √π
 * n! |R|^L 2^(−L−2) β^(−L−n−3/2) exp(−x) L_n^(L+1/2)(x) with a generalised Laguerre polynomial (Kuang, Lin 1997,
 * doi:10.1088/0953-4075/30/11/007).
 */
public final class Overlaps {
    /** Exponent below which Gaussians are taken as zero: exp(−80) is 2e−35. */
    private static final double FARTHEST = 80;

    private final AuxiliaryBasis basis;
    private final GauntCoefficients gaunt;
    private final SphericalHarmonics harmonics;

    /** Prepares scalar products of the functions of a basis. Any number of threads may use the result. */
    public Overlaps(AuxiliaryBasis basis) {
        this.basis = basis;
        this.gaunt = new GauntCoefficients(basis.maxAngular());
        this.harmonics = new SphericalHarmonics(2 * basis.maxAngular());
    }

    /** Returns the basis. */
    public AuxiliaryBasis basis() {
        return basis;
    }

    /**
     * Returns the matrix S of a structure, [functions][functions] flattened.
     *
     * @throws IllegalArgumentException if the basis lacks an element
     * @throws ArithmeticException if it is too large for an array
     */
    public double[] matrix(Structure s) {
        int n = basis.size(s);
        double[] out = new double[Math.multiplyExact(n, n)];
        pairs(s, (first, second, rows, columns, block) -> {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    out[(first + i) * n + second + j] = block[i * columns + j];
                    out[(second + j) * n + first + i] = block[i * columns + j];
                }
            }
        });
        return out;
    }

    /**
     * Returns S c of a structure; the matrix is not stored.
     *
     * @param c coefficients of all functions
     */
    public double[] multiply(Structure s, double[] c) {
        double[] out = new double[c.length];
        pairs(s, (first, second, rows, columns, block) -> {
            for (int i = 0; i < rows; i++) {
                double sum = 0;
                double own = c[first + i];
                for (int j = 0; j < columns; j++) {
                    double x = block[i * columns + j];
                    sum += x * c[second + j];
                    if (first != second) {
                        out[second + j] += x * own;
                    }
                }
                out[first + i] += sum;
            }
        });
        return out;
    }

    /** Takes the scalar products of the functions of two atoms, of which the first does not come after the second. */
    private interface PairSink {
        void take(int first, int second, int rows, int columns, double[] block);
    }

    private void pairs(Structure s, PairSink sink) {
        int[] offsets = basis.offsets(s);
        double[] r = AuxiliaryBasis.bohr(s);
        int largest = 0;
        for (int i = 0; i < s.size(); i++) {
            largest = Math.max(largest, offsets[i + 1] - offsets[i]);
        }
        double[] block = new double[largest * largest];
        Work work = new Work();
        for (int i = 0; i < s.size(); i++) {
            for (int j = i; j < s.size(); j++) {
                double x = r[3 * j] - r[3 * i];
                double y = r[3 * j + 1] - r[3 * i + 1];
                double z = r[3 * j + 2] - r[3 * i + 2];
                if (work.block(basis.of(s.atomicNumber(i)), basis.of(s.atomicNumber(j)), x, y, z, block)) {
                    sink.take(offsets[i], offsets[j], offsets[i + 1] - offsets[i], offsets[j + 1] - offsets[j], block);
                }
            }
        }
    }

    /**
     * Returns the scalar products of the functions of order l of an atom, which are the same for each m, [n][n]
     * flattened.
     */
    double[] radial(int atomicNumber, int l) {
        ElementBasis own = basis.of(atomicNumber);
        int size = own.size();
        double[] block = new double[size * size];
        new Work().block(own, own, 0, 0, 0, block);
        int count = own.shells(l).size();
        double[] out = new double[count * count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                out[i * count + j] = block[(own.offset(l) + i * (2 * l + 1)) * size + own.offset(l) + j * (2 * l + 1)];
            }
        }
        return out;
    }

    /** Scratch arrays of one thread. */
    private final class Work {
        private final double[] solid = new double[harmonics.size()];
        private final double[] radial = new double[basis.maxAngular() + 1];
        private final double[][] angular;

        Work() {
            int most = 2 * basis.maxAngular() + 1;
            angular = new double[basis.maxAngular() + 1][most * most];
        }

        /** Computes the scalar products of two atoms; false if all of them vanish. */
        boolean block(ElementBasis a, ElementBasis b, double x, double y, double z, double[] out) {
            double square = x * x + y * y + z * z;
            solid(x, y, z, Math.sqrt(square));
            int columns = b.size();
            Arrays.fill(out, 0, a.size() * columns, 0);
            boolean any = false;
            for (int l1 = 0; l1 <= a.maxAngular(); l1++) {
                for (int l2 = 0; l2 <= b.maxAngular(); l2++) {
                    int orders = Math.min(l1, l2) + 1;
                    angular(l1, l2, orders);
                    List<Shell> first = a.shells(l1);
                    List<Shell> second = b.shells(l2);
                    for (int n1 = 0; n1 < first.size(); n1++) {
                        for (int n2 = 0; n2 < second.size(); n2++) {
                            if (radial(first.get(n1), second.get(n2), square, orders)) {
                                any = true;
                                int at =
                                        (a.offset(l1) + n1 * (2 * l1 + 1)) * columns + b.offset(l2) + n2 * (2 * l2 + 1);
                                add(2 * l1 + 1, 2 * l2 + 1, orders, out, at, columns);
                            }
                        }
                    }
                }
            }
            return any;
        }

        private void add(int rows, int width, int orders, double[] out, int at, int columns) {
            for (int i = 0; i < orders; i++) {
                double f = radial[i];
                double[] t = angular[i];
                for (int m1 = 0; m1 < rows; m1++) {
                    for (int m2 = 0; m2 < width; m2++) {
                        out[at + m1 * columns + m2] += f * t[m1 * width + m2];
                    }
                }
            }
        }

        /** |R|^L Y_LM(R/|R|) of all harmonics. */
        private void solid(double x, double y, double z, double length) {
            harmonics.values(x, y, z, solid);
            double power = 1;
            for (int l = 0; l <= harmonics.maxAngular(); l++) {
                for (int k = l * l; k < (l + 1) * (l + 1); k++) {
                    solid[k] *= power;
                }
                power *= length;
            }
        }

        /** Σ_M G_LM |R|^L Y_LM for each L, [m1][m2]. */
        private void angular(int l1, int l2, int orders) {
            int width = 2 * l2 + 1;
            for (int i = 0; i < orders; i++) {
                double[] t = angular[i];
                Arrays.fill(t, 0, (2 * l1 + 1) * width, 0);
                for (GauntCoefficients.Entry e : gaunt.of(l1, l2, i)) {
                    t[e.m1() * width + e.m2()] += e.value() * solid[e.harmonic()];
                }
            }
        }

        /** The factors of |R|^L Y_LM for L = |l1 − l2| + 2 i; false if they all vanish. */
        private boolean radial(Shell a, Shell b, double square, int orders) {
            Arrays.fill(radial, 0, orders, 0);
            boolean any = false;
            for (int j = 0; j < a.terms(); j++) {
                for (int k = 0; k < b.terms(); k++) {
                    double p = a.exponent(j);
                    double q = b.exponent(k);
                    double x = square * p * q / (p + q);
                    if (x < FARTHEST) {
                        any = true;
                        add(a, j, b, k, x, orders);
                    }
                }
            }
            return any;
        }

        private void add(Shell a, int j, Shell b, int k, double x, int orders) {
            int l1 = a.l();
            int l2 = b.l();
            double p = a.exponent(j);
            double q = b.exponent(k);
            double beta = (p + q) / (4 * p * q);
            double common = a.factor(j)
                    * b.factor(k)
                    * Math.pow(Math.PI / Math.sqrt(p * q), 3)
                    / (2 * Math.PI * Math.PI)
                    * Math.pow(2 * p, -l1)
                    * Math.pow(2 * q, -l2)
                    * Math.sqrt(Math.PI)
                    * Math.exp(-x);
            for (int i = 0; i < orders; i++) {
                int l = Math.abs(l1 - l2) + 2 * i;
                int n = (l1 + l2 - l) / 2;
                int sign = (l1 - l2 - l) / 2 % 2 == 0 ? 1 : -1;
                double factorial = 1;
                for (int f = 2; f <= n; f++) {
                    factorial *= f;
                }
                radial[i] += sign
                        * common
                        * factorial
                        * Math.pow(2, -l - 2)
                        * Math.pow(beta, -l - n - 1.5)
                        * laguerre(n, l + 0.5, x);
            }
        }

        private double laguerre(int n, double alpha, double x) {
            double before = 0;
            double value = 1;
            for (int k = 0; k < n; k++) {
                double next = ((2 * k + 1 + alpha - x) * value - (k + alpha) * before) / (k + 1);
                before = value;
                value = next;
            }
            return value;
        }
    }
}
