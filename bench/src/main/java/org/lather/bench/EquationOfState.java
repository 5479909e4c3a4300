package org.lather.bench;

import org.lather.potential.Potential;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * The third-order Birch-Murnaghan equation of state (Birch, Phys. Rev. 71, 809 (1947), doi:10.1103/PhysRev.71.809): E
 * is a cubic polynomial in x = V^(−2/3), fitted by least squares to energies of scaled cells.
 *
 * @param volume of the minimum, Å³
 * @param bulkModulus V d²E/dV² there, eV/Å³
 * @param pressureDerivative dB/dp there
 */
record EquationOfState(double volume, double bulkModulus, double pressureDerivative) {
    /**
     * @param crystal near the minimum, fractional coordinates fixed by symmetry
     * @param width largest change of the volume, in parts of it
     */
    static EquationOfState fit(Potential potential, Structure crystal, double width, int points) {
        double v0 = crystal.cell().volume();
        double[][] normal = new double[4][5];
        for (int p = 0; p < points; p++) {
            double ratio = 1 + width * (2.0 * p / (points - 1) - 1);
            double e = potential.of(scaled(crystal, Math.cbrt(ratio))).energy();
            // t is small, so that powers of it are well conditioned
            double t = Math.pow(ratio, -2.0 / 3) - 1;
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    normal[i][j] += Math.pow(t, i + j);
                }
                normal[i][4] += Math.pow(t, i) * e;
            }
        }
        return of(solve(normal), v0);
    }

    /** Returns the equation of E = Σ c_k t^k, t = (V/v0)^(−2/3) − 1. */
    private static EquationOfState of(double[] c, double v0) {
        double t = 0;
        for (int k = 0; k < 50; k++) {
            t -= (c[1] + 2 * c[2] * t + 3 * c[3] * t * t) / (2 * c[2] + 6 * c[3] * t);
        }
        double x = 1 + t;
        double second = 2 * c[2] + 6 * c[3] * t;
        double third = 6 * c[3];
        double v = v0 * Math.pow(x, -1.5);
        // dx/dV = −2x/3V; at the minimum B = V E'' (dx/dV)², and B' = 4 + 2x E'''/3E'' for this form
        double b = 4 * x * x * second / (9 * v);
        return new EquationOfState(v, b, 4 + 2 * x * third / (3 * second));
    }

    private static Structure scaled(Structure s, double f) {
        double[] x = s.positions();
        double[] h = s.cell().rows();
        for (int k = 0; k < x.length; k++) {
            x[k] *= f;
        }
        for (int k = 0; k < 9; k++) {
            h[k] *= f;
        }
        return Structure.of(s.atomicNumbers(), x, Cell.periodic(h));
    }

    /** Gauss and Jordan with pivots. */
    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c; r < n; r++) {
                pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
            }
            double[] swap = a[c];
            a[c] = a[pivot];
            a[pivot] = swap;
            for (int r = 0; r < n; r++) {
                double f = r == c ? 0 : a[r][c] / a[c][c];
                for (int k = c; k <= n && f != 0; k++) {
                    a[r][k] -= f * a[c][k];
                }
            }
        }
        double[] x = new double[n];
        for (int k = 0; k < n; k++) {
            x[k] = a[k][n] / a[k][k];
        }
        return x;
    }
}
