package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.lather.density.SplinedRadialIntegral;

/**
 * The radial integrals I_nl(r) of neighbours by quintic Hermite interpolation between equidistant knots, times f(r)
 * u(r), lanes = (l, n). The table is [knot][I | h I' | h² I''][l N + n].
 */
final class RadialTable implements Radials {
    private static final VectorSpecies<Double> S = Lanes.SPECIES;

    private final double inverseStep;
    private final int intervals;
    private final int row;
    private final PairWeight weight;
    private final double[] table;

    RadialTable(SplinedRadialIntegral spline, PairWeight weight) {
        this.inverseStep = 1 / spline.spacing();
        this.intervals = spline.knots() - 1;
        int n = spline.radialSize();
        this.row = (spline.maxAngular() + 1) * n;
        this.weight = weight;
        // without the padding of N, since vectors run through all l; the last one reads beyond the last row
        int rows = 3 * spline.knots() * (spline.maxAngular() + 1);
        this.table = new double[rows * n + S.length()];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(spline.table(), i * spline.paddedRadialSize(), table, i * n, n);
        }
    }

    @Override
    public void evaluate(double[] r, int from, int count, double[] out) {
        for (int j = 0; j < count; j++) {
            double x = r[from + j];
            int knot = Math.min((int) (x * inverseStep), intervals - 1);
            double t = x * inverseStep - knot;
            double w = weight.value(x);
            double w3 = w * t * t * t;
            double f1 = w3 * (10 + t * (6 * t - 15));
            double f0 = w - f1;
            double d0 = w * t + w3 * (t * (8 - 3 * t) - 6);
            double d1 = w3 * (t * (7 - 3 * t) - 4);
            double e0 = 0.5 * (w * t * t + w3 * (t * (3 - t) - 3));
            double e1 = 0.5 * w3 * (1 + t * (t - 2));
            combine(table, 3 * row * knot, row, f0, d0, e0, f1, d1, e1, out, row * j);
        }
    }

    /** With the derivative of the interpolant itself. */
    @Override
    public void derivatives(double[] r, int from, int count, double[] out) {
        for (int j = 0; j < count; j++) {
            double x = r[from + j];
            int knot = Math.min((int) (x * inverseStep), intervals - 1);
            double t = x * inverseStep - knot;
            double w = weight.derivative(x);
            double s = weight.value(x) * inverseStep;
            double t2 = t * t;
            double t3 = t2 * t;
            double f1 = w * t3 * (10 + t * (6 * t - 15)) + s * 30 * t2 * (1 + t * (t - 2));
            double d0 = w * (t + t3 * (t * (8 - 3 * t) - 6)) + s * (1 + t2 * (t * (32 - 15 * t) - 18));
            double d1 = w * t3 * (t * (7 - 3 * t) - 4) + s * t2 * (t * (28 - 15 * t) - 12);
            double e0 = 0.5 * w * (t2 + t3 * (t * (3 - t) - 3)) + s * t * (1 + t * (t * (6 - 2.5 * t) - 4.5));
            double e1 = 0.5 * w * t3 * (1 + t * (t - 2)) + s * t2 * (1.5 + t * (2.5 * t - 4));
            combine(table, 3 * row * knot, row, w - f1, d0, e0, f1, d1, e1, out, row * j);
        }
    }

    private static void combine(
            double[] table,
            int at,
            int row,
            double f0,
            double d0,
            double e0,
            double f1,
            double d1,
            double e1,
            double[] out,
            int outAt) {
        DoubleVector vf0 = DoubleVector.broadcast(S, f0);
        DoubleVector vd0 = DoubleVector.broadcast(S, d0);
        DoubleVector ve0 = DoubleVector.broadcast(S, e0);
        DoubleVector vf1 = DoubleVector.broadcast(S, f1);
        DoubleVector vd1 = DoubleVector.broadcast(S, d1);
        DoubleVector ve1 = DoubleVector.broadcast(S, e1);
        for (int i = 0; i < row; i += S.length()) {
            int p = at + i;
            DoubleVector v = vf0.mul(DoubleVector.fromArray(S, table, p));
            DoubleVector w = vd0.mul(DoubleVector.fromArray(S, table, p + row));
            v = ve0.fma(DoubleVector.fromArray(S, table, p + 2 * row), v);
            w = vf1.fma(DoubleVector.fromArray(S, table, p + 3 * row), w);
            v = vd1.fma(DoubleVector.fromArray(S, table, p + 4 * row), v);
            w = ve1.fma(DoubleVector.fromArray(S, table, p + 5 * row), w);
            v.add(w).intoArray(out, outAt + i);
        }
    }
}
