package org.lather.electrons;

import java.util.List;
import org.lather.structure.Structure;

/**
 * Integrals of the density of a structure, exact for its expansion.
 *
 * @param electrons ∫ ρ, a number of electrons
 * @param dipole Σ_i Z_i R_i − ∫ r ρ in e·bohr, x, y, z, with respect to the origin of the coordinates
 * @param quadrupole Q_ab = Σ_i Z_i (3 R_ia R_ib − R_i² δ_ab)/2 − ∫ (3 r_a r_b − r² δ_ab)/2 ρ in e·bohr², with respect
 *     to the centre of the nuclear charge: traceless, in the order xx, yy, zz, xy, xz, yz
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record Moments(double electrons, double[] dipole, double[] quadrupole) {
    /** Places of the harmonics of order 1 (y, z, x) and 2 (xy, yz, zz, xz, xx − yy) among the axes. */
    private static final int[] AXES = {1, 2, 0};

    /**
     * Computes the integrals.
     *
     * @param c coefficients of all functions
     * @throws IllegalArgumentException if there are not as many coefficients as functions
     */
    public static Moments of(AuxiliaryBasis basis, Structure s, double[] c) {
        int[] offsets = basis.offsets(s);
        if (c.length != offsets[s.size()]) {
            throw new IllegalArgumentException(
                    "expected " + offsets[s.size()] + " coefficients, one for each function, got " + c.length);
        }
        double[] r = AuxiliaryBasis.bohr(s);
        double[] centre = new double[3];
        double nuclear = 0;
        for (int i = 0; i < s.size(); i++) {
            nuclear += s.atomicNumber(i);
            for (int a = 0; a < 3; a++) {
                centre[a] += s.atomicNumber(i) * r[3 * i + a];
            }
        }
        double electrons = 0;
        double[] dipole = new double[3];
        double[][] second = new double[3][3];
        for (int i = 0; i < s.size(); i++) {
            Atom atom = new Atom(basis.of(s.atomicNumber(i)), c, offsets[i]);
            double charge = s.atomicNumber(i) - atom.charge;
            electrons += atom.charge;
            double[] d = new double[3];
            for (int a = 0; a < 3; a++) {
                dipole[a] += charge * r[3 * i + a] - atom.first[a];
                d[a] = r[3 * i + a] - centre[a] / nuclear;
            }
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    second[a][b] +=
                            charge * d[a] * d[b] - d[a] * atom.first[b] - d[b] * atom.first[a] - atom.second[a][b];
                }
            }
        }
        double trace = second[0][0] + second[1][1] + second[2][2];
        double[] quadrupole = {
            1.5 * second[0][0] - 0.5 * trace,
            1.5 * second[1][1] - 0.5 * trace,
            1.5 * second[2][2] - 0.5 * trace,
            1.5 * second[0][1],
            1.5 * second[0][2],
            1.5 * second[1][2]
        };
        return new Moments(electrons, dipole, quadrupole);
    }

    /** Returns the integral ∫ φ of each function of an element, in order; only those of l = 0 are not 0. */
    static double[] integrals(ElementBasis basis) {
        double[] out = new double[basis.size()];
        List<Shell> shells = basis.shells(0);
        for (int n = 0; n < shells.size(); n++) {
            out[n] = Math.sqrt(4 * Math.PI) * shells.get(n).moment(0);
        }
        return out;
    }

    /** The moments of the density of one atom about its nucleus: ∫ ρ, ∫ r ρ, ∫ r_a r_b ρ. */
    private static final class Atom {
        private double charge;
        private final double[] first = new double[3];
        private final double[][] second = new double[3][3];

        Atom(ElementBasis basis, double[] c, int offset) {
            List<Shell> s = basis.shells(0);
            for (int n = 0; n < s.size(); n++) {
                double x = c[offset + n] * Math.sqrt(4 * Math.PI);
                charge += x * s.get(n).moment(0);
                for (int a = 0; a < 3; a++) {
                    second[a][a] += x * s.get(n).moment(2) / 3;
                }
            }
            List<Shell> p = basis.shells(1);
            for (int n = 0; n < p.size(); n++) {
                for (int m = 0; m < 3; m++) {
                    first[AXES[m]] += c[offset + basis.offset(1) + 3 * n + m]
                            * Math.sqrt(4 * Math.PI / 3)
                            * p.get(n).moment(1);
                }
            }
            List<Shell> d = basis.shells(2);
            for (int n = 0; n < d.size(); n++) {
                add(c, offset + basis.offset(2) + 5 * n, d.get(n).moment(2) * Math.sqrt(4 * Math.PI / 15));
            }
        }

        /** r_a r_b in terms of r² Y_2m: x y = √(4π/15) r² Y_2,−2, and x², y², z² from Y_20 and Y_22. */
        private void add(double[] c, int at, double unit) {
            double zz = 2 * unit * c[at + 2] / Math.sqrt(3);
            double difference = 2 * unit * c[at + 4];
            second[0][0] += 0.5 * (difference - zz);
            second[1][1] += 0.5 * (-difference - zz);
            second[2][2] += zz;
            symmetric(0, 1, unit * c[at]);
            symmetric(1, 2, unit * c[at + 1]);
            symmetric(0, 2, unit * c[at + 3]);
        }

        private void symmetric(int a, int b, double x) {
            second[a][b] += x;
            second[b][a] += x;
        }
    }
}
