package org.lather.match;

import java.util.Arrays;

/**
 * The regularised-entropy match of two structures (De, Bartók, Csányi, Ceriotti 2016, doi:10.1039/C6CP00415F, eqs.
 * 14-17): K = Σ_ij P_ij k_ij with the plan P = argmin Σ_ij P_ij (1 − k_ij + γ ln P_ij) among all P ≥ 0 whose rows sum
 * to 1/n and whose columns sum to 1/m. The plan is P_ij = u_i E_ij v_j with E_ij = exp((k_ij − 1)/γ).
 *
 * <p>Scalings v are found for γ 2^s first and then for half of it, down to γ. At each, u is always such that rows have
 * their sums. Sinkhorn's iteration v_j := v_j / (m c_j), with c_j the sum of a column, is replaced by Newton's method
 * for β = ln v where that needs less work: with covariances that are zero between elements the iteration crawls. The
 * reduced dual function Σ_i ln(Σ_j E_ij exp β_j)/n − Σ_j β_j/m is convex, its gradient is c_j − 1/m, and its Hessian is
 * diag(c) − n PᵀP.
 *
 * <p>An instance has the memory for one pair at a time and is used by one thread.
 */
public final class RegularisedMatch {
    /** The sum of the errors of columns, Σ_j |c_j − 1/m|, at which a plan is exact to rounding. */
    static final double TOLERANCE = 1e-12;

    private static final int MOST_STEPS = 500;
    private static final double ROUGH = 1e-2;
    /** The largest γ at which Sinkhorn's iteration converges within few steps. */
    private static final double SMOOTH_GAMMA = 0.25;
    /** Largest change of β in a step of Newton's method. */
    private static final double LONGEST = 40;

    private double[] e = new double[0];
    private double[] p = new double[0];
    private final DualSystem system = new DualSystem();
    private double[] v = new double[0];
    private double[] u = new double[0];
    private double[] c = new double[0];
    private double[] next = new double[0];
    private double[] trial = new double[0];
    private int n;
    private int m;
    private boolean transposed;
    private int steps;
    private double error;

    /**
     * Computes the kernel of two structures.
     *
     * @param k covariances of their environments between 0 and 1, [n][m] row by row from an offset
     * @param stride distance from one row to the next
     * @param gamma γ, dimensionless, not so small that exp(1/γ) overflows, see
     *     {@link org.lather.kernel.StructureKernel.Rematch#LEAST_GAMMA}
     * @return Σ_ij P_ij k_ij
     */
    public double kernel(double[] k, int offset, int stride, int n, int m, double gamma) {
        // the side with fewer environments has the columns
        transposed = m > n;
        reserve(transposed ? m : n, transposed ? n : m);
        int doublings = 0;
        while (gamma * (1 << doublings) < SMOOTH_GAMMA) {
            doublings++;
        }
        double first = gamma * (1 << doublings);
        double none = Math.exp(-1 / first);
        for (int i = 0; i < this.n; i++) {
            for (int j = 0; j < this.m; j++) {
                double x = k[offset + (transposed ? j * stride + i : i * stride + j)];
                e[i * this.m + j] = x == 0 ? none : Math.exp((x - 1) / first);
            }
        }
        Arrays.fill(v, 0, this.m, 1);
        steps = 0;
        for (int s = doublings; s > 0; s--) {
            balance(ROUGH);
            for (int i = 0; i < this.n * this.m; i++) {
                e[i] *= e[i];
            }
            for (int j = 0; j < this.m; j++) {
                v[j] *= v[j];
            }
        }
        balance(TOLERANCE);
        double sum = 0;
        for (int i = 0; i < this.n; i++) {
            for (int j = 0; j < this.m; j++) {
                double x = k[offset + (transposed ? j * stride + i : i * stride + j)];
                sum += u[i] * e[i * this.m + j] * v[j] * x;
            }
        }
        return sum;
    }

    /** The plan P of the last call, [n][m]. */
    public double[] plan() {
        double[] out = new double[n * m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                out[transposed ? j * n + i : i * m + j] = u[i] * e[i * m + j] * v[j];
            }
        }
        return out;
    }

    /**
     * The derivatives dK/dk_ij of the last call, [n][m]: P_ij (1 + (k_ij − ρ_i − σ_j)/γ). The sums K P alone do not
     * minimise what the plan minimises, so the plan's own change counts: ρ and σ are such that P_ij (k_ij − ρ_i − σ_j)
     * has rows and columns whose sums are zero, as any change of the plan has.
     *
     * @param k as in the last call, and so offset, stride and γ
     */
    public double[] slopes(double[] k, int offset, int stride, double gamma) {
        double[] sigma = new double[m];
        double[] rho = new double[n];
        double[] sums = new double[m];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double pij = u[i] * e[i * m + j] * v[j];
                p[i * m + j] = pij;
                rho[i] += pij * k[offset + (transposed ? j * stride + i : i * stride + j)];
                sums[j] += pij;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double x = k[offset + (transposed ? j * stride + i : i * stride + j)];
                sigma[j] += p[i * m + j] * (x - n * rho[i]);
            }
        }
        system.set(p, sums, n, m);
        system.solve(sigma);
        double[] out = new double[n * m];
        for (int i = 0; i < n; i++) {
            double own = rho[i];
            for (int j = 0; j < m; j++) {
                own -= p[i * m + j] * sigma[j];
            }
            own *= n;
            for (int j = 0; j < m; j++) {
                double x = k[offset + (transposed ? j * stride + i : i * stride + j)];
                out[transposed ? j * n + i : i * m + j] = p[i * m + j] * (1 + (x - own - sigma[j]) / gamma);
            }
        }
        return out;
    }

    /** The sum of the errors of the sums of columns in the last call, which bounds the error of the kernel. */
    public double error() {
        return error;
    }

    /** The number of steps of the last call, all values of γ together. */
    int steps() {
        return steps;
    }

    private void reserve(int rows, int columns) {
        n = rows;
        m = columns;
        if (e.length < n * m) {
            e = new double[n * m];
            p = new double[n * m];
        }
        if (v.length < m) {
            v = new double[m];
            c = new double[m];
            next = new double[m];
            trial = new double[m];
        }
        if (u.length < n) {
            u = new double[n];
        }
    }

    /** Changes v until the columns have their sums up to an error. */
    private void balance(double tolerance) {
        error = columns(v);
        int limit = steps + MOST_STEPS;
        boolean newton = false;
        double sinkhornWork = 4.0 * n * m;
        double newtonWork = 0.6 * n * m * m + 0.4 * m * m * m + 60.0 * m;
        while (error > tolerance && steps < limit) {
            steps++;
            double before = error;
            if (newton) {
                if (!newton()) {
                    newton = false;
                }
                if (error >= before && error < 1e3 * TOLERANCE) {
                    return;
                }
                continue;
            }
            double target = 1.0 / m;
            for (int j = 0; j < m; j++) {
                v[j] *= target / c[j];
            }
            error = columns(v);
            double ratio = error / before;
            double left = ratio >= 1 ? Double.POSITIVE_INFINITY : Math.log(tolerance / error) / Math.log(ratio);
            newton = m > 1 && left * sinkhornWork > 5 * newtonWork;
        }
    }

    /** Makes rows have their sums, and computes those of the columns; returns the sum of their errors. */
    private double columns(double[] scale) {
        Arrays.fill(c, 0, m, 0);
        for (int i = 0; i < n; i++) {
            int row = i * m;
            double ui = 1 / (n * product(row, scale));
            u[i] = ui;
            for (int j = 0; j < m; j++) {
                c[j] += ui * e[row + j];
            }
        }
        double sum = 0;
        for (int j = 0; j < m; j++) {
            c[j] *= scale[j];
            sum += Math.abs(c[j] - 1.0 / m);
        }
        return sum;
    }

    /** The scalar product of a row of E with scalings, in four sums that do not wait for each other. */
    private double product(int row, double[] scale) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 3 < m; j += 4) {
            s0 += e[row + j] * scale[j];
            s1 += e[row + j + 1] * scale[j + 1];
            s2 += e[row + j + 2] * scale[j + 2];
            s3 += e[row + j + 3] * scale[j + 3];
        }
        for (; j < m; j++) {
            s0 += e[row + j] * scale[j];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** Computes the direction of Newton's method, and returns its product with the gradient. */
    private double direction() {
        for (int i = 0; i < n; i++) {
            int row = i * m;
            for (int j = 0; j < m; j++) {
                p[row + j] = u[i] * e[row + j] * v[j];
            }
        }
        for (int j = 0; j < m; j++) {
            next[j] = c[j] - 1.0 / m;
        }
        system.set(p, c, n, m);
        system.solve(next);
        double slope = 0;
        for (int j = m - 1; j >= 0; j--) {
            slope += next[j] * (c[j] - 1.0 / m);
        }
        return slope;
    }

    /** A step of Newton's method, shortened until the dual function falls; false if none falls. */
    private boolean newton() {
        double slope = direction();
        if (!(slope > 0)) {
            return false;
        }
        double longest = 0;
        for (int j = 0; j < m; j++) {
            longest = Math.max(longest, Math.abs(next[j]));
        }
        double length = Math.min(1, LONGEST / longest);
        double value = dual(0);
        double before = error;
        for (int tries = 0; tries < 30; tries++, length *= 0.3) {
            for (int j = 0; j < m; j++) {
                trial[j] = v[j] * Math.exp(-length * next[j]);
            }
            double now = columns(trial);
            double change = dual(length) - value;
            if (change <= -1e-4 * length * slope || now < 0.5 * before || now <= TOLERANCE) {
                System.arraycopy(trial, 0, v, 0, m);
                error = now;
                return true;
            }
        }
        error = columns(v);
        return false;
    }

    /** The dual function of the present rows; the linear term is that of v and a step along {@link #next}. */
    private double dual(double length) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum -= Math.log(u[i]) / n;
        }
        double linear = 0;
        for (int j = 0; j < m; j++) {
            linear += length == 0 ? 0 : length * next[j];
        }
        return sum + linear / m;
    }
}
