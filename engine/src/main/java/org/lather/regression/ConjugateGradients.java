package org.lather.regression;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The method of conjugate gradients with a preconditioner (Golub, Van Loan, Matrix Computations, 4th ed., §11.5.2) for
 * several systems H_c x_c = b_c, whose matrices are applied together. A system that has converged is left out of the
 * further iterations.
 */
final class ConjugateGradients {
    /** Matrices of the systems. */
    interface Operator {
        /**
         * Computes H_c x_c of some systems.
         *
         * @param systems their indices
         * @param x [M][systems]
         * @return [M][systems]
         */
        double[] apply(int[] systems, double[] x);
    }

    /**
     * The solutions.
     *
     * @param x [system][M]
     * @param iterations largest number of iterations of a system
     * @param residual √(rᵀ P⁻¹ r) of each system, in units of its tolerance; above 1 if it did not converge
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Result(double[][] x, int iterations, double[] residual) {
        boolean hasConverged() {
            return Arrays.stream(residual).allMatch(r -> r <= 1);
        }
    }

    private final Operator matrix;
    private final Operator preconditioner;
    private final int most;
    private final Runnable onStep;

    /**
     * @param preconditioner applies P_c⁻¹
     * @param most largest number of iterations
     * @param onStep called before each iteration; may throw to end the search
     */
    ConjugateGradients(Operator matrix, Operator preconditioner, int most, Runnable onStep) {
        this.matrix = matrix;
        this.preconditioner = preconditioner;
        this.most = most;
        this.onStep = onStep;
    }

    /** The vectors of one system. */
    private static final class State {
        final double[] x;
        final double[] r;
        final double[] p;
        double rho;

        State(double[] right) {
            x = new double[right.length];
            r = right.clone();
            p = new double[right.length];
        }

        /** Sets the direction from the residual with a preconditioner, z = P⁻¹ r. */
        void direct(double[] z, int column, int columns) {
            double next = 0;
            for (int i = 0; i < r.length; i++) {
                next += r[i] * z[i * columns + column];
            }
            double beta = rho == 0 ? 0 : next / rho;
            rho = next;
            for (int i = 0; i < r.length; i++) {
                p[i] = z[i * columns + column] + beta * p[i];
            }
        }

        /** Makes a step along the direction; returns whether the matrix is positive along it. */
        boolean step(double[] hp, int column, int columns) {
            double curvature = 0;
            for (int i = 0; i < r.length; i++) {
                curvature += p[i] * hp[i * columns + column];
            }
            if (!(curvature > 0)) {
                return false;
            }
            double alpha = rho / curvature;
            for (int i = 0; i < r.length; i++) {
                x[i] += alpha * p[i];
                r[i] -= alpha * hp[i * columns + column];
            }
            return true;
        }

        double residual(double tolerance) {
            return rho == 0 ? 0 : rho > 0 ? Math.sqrt(rho) / tolerance : Double.POSITIVE_INFINITY;
        }
    }

    /**
     * Solves the systems, from x = 0.
     *
     * @param right b of each system, [system][M]
     * @param tolerance of √(rᵀ P⁻¹ r), where r is the residual, for each system
     */
    Result solve(double[][] right, double[] tolerance) {
        List<State> all = Arrays.stream(right).map(State::new).toList();
        double[] residual = new double[right.length];
        int[] open = IntStream.range(0, right.length).toArray();
        int iterations = 0;
        while (true) {
            double[] z = preconditioner.apply(open, gather(all, open, false));
            for (int c = 0; c < open.length; c++) {
                State s = all.get(open[c]);
                s.direct(z, c, open.length);
                residual[open[c]] = s.residual(tolerance[open[c]]);
            }
            open = Arrays.stream(open)
                    .filter(c -> residual[c] > 1 && residual[c] < Double.POSITIVE_INFINITY)
                    .toArray();
            if (open.length == 0 || iterations == most) {
                break;
            }
            onStep.run();
            double[] hp = matrix.apply(open, gather(all, open, true));
            int columns = open.length;
            for (int c = 0; c < columns; c++) {
                if (!all.get(open[c]).step(hp, c, columns)) {
                    residual[open[c]] = Double.POSITIVE_INFINITY;
                }
            }
            open = Arrays.stream(open)
                    .filter(c -> residual[c] < Double.POSITIVE_INFINITY)
                    .toArray();
            iterations++;
        }
        return new Result(all.stream().map(s -> s.x).toArray(double[][]::new), iterations, residual);
    }

    /** The residuals or directions of some systems, [M][systems]. */
    private static double[] gather(List<State> all, int[] systems, boolean directions) {
        int size = all.get(0).r.length;
        double[] out = new double[Math.multiplyExact(size, systems.length)];
        for (int c = 0; c < systems.length; c++) {
            double[] from = directions ? all.get(systems[c]).p : all.get(systems[c]).r;
            for (int i = 0; i < size; i++) {
                out[i * systems.length + c] = from[i];
            }
        }
        return out;
    }

    /** The number of bytes in memory for a number of systems of a size. */
    static long bytes(long size, int systems) {
        return 8 * size * systems * 8;
    }
}
