package org.lather.density;

/**
 * Radial integrals I_nl(r) interpolated between equidistant knots r_i = i h, 0 to rc, by quintic Hermite polynomials:
 * values, first and second derivatives are exact at the knots, so that the interpolant is twice continuously
 * differentiable. Knots are added until the largest error between knots is below the requested accuracy.
 * {@link #derivatives} is the derivative of the interpolant, so that forces are the exact gradient of the energy.
 *
 * <p>With i = min(⌊r/h⌋, knots − 2), t = r/h − i and the six {@linkplain #weights weights} w(t), I_nl(r) = Σ_d w_d(t)
 * T[i][d][l][n] + Σ_d w_(3+d)(t) T[i+1][d][l][n], d = 0..2. Immutable.
 */
public final class SplinedRadialIntegral implements RadialIntegral {
    private static final int FIRST_INTERVALS = 48;
    private static final int MAX_TABLE = 1 << 27;
    /** Safety factor: errors are measured in the middle of the intervals, and may be slightly larger elsewhere. */
    private static final double MARGIN = 0.8;

    private final int maxAngular;
    private final int size;
    private final int paddedSize;
    private final int knots;
    private final double spacing;
    private final double inverseSpacing;
    private final double error;
    private final double[] table;

    private SplinedRadialIntegral(ExactRadialIntegral exact, int intervals) {
        this.maxAngular = exact.maxAngular();
        this.size = exact.radialSize();
        this.paddedSize = padded(size);
        this.knots = intervals + 1;
        this.spacing = exact.radius() / intervals;
        this.inverseSpacing = intervals / exact.radius();
        int stride = stride();
        this.table = new double[knots * 3 * stride];
        double[][] at = new double[3][(maxAngular + 1) * size];
        for (int i = 0; i < knots; i++) {
            exact.valuesAndDerivatives(i == intervals ? exact.radius() : i * spacing, at[0], at[1], at[2]);
            double power = 1;
            for (int d = 0; d < 3; d++) {
                for (int l = 0; l <= maxAngular; l++) {
                    for (int n = 0; n < size; n++) {
                        table[(3 * i + d) * stride + l * paddedSize + n] = power * at[d][l * size + n];
                    }
                }
                power *= spacing;
            }
        }
        this.error = largestError(exact);
    }

    /**
     * @param accuracy largest error of a value, at least 1e-13
     * @throws IllegalArgumentException if the accuracy is below 1e-13
     */
    public static SplinedRadialIntegral of(ExactRadialIntegral exact, double accuracy) {
        if (!(accuracy >= 1e-13)) {
            throw new IllegalArgumentException("expected a spline accuracy of at least 1e-13, got " + accuracy);
        }
        int intervals = FIRST_INTERVALS;
        int row = 3 * (exact.maxAngular() + 1) * padded(exact.radialSize());
        while ((long) (intervals + 1) * row <= MAX_TABLE) {
            SplinedRadialIntegral spline = new SplinedRadialIntegral(exact, intervals);
            if (spline.error <= MARGIN * accuracy) {
                return spline;
            }
            // the error is proportional to the sixth power of the spacing
            double ratio = 1.04 * Math.pow(spline.error / (MARGIN * accuracy), 1.0 / 6);
            intervals = (int) Math.ceil(intervals * Math.min(ratio, 16));
        }
        throw new IllegalArgumentException(
                "expected a spline_accuracy whose table of radial integrals fits in 1 GiB, got " + accuracy
                        + "; use a larger one, null for exact integrals, or a wider density");
    }

    private static int padded(int size) {
        return (size + 3) / 4 * 4;
    }

    private double largestError(ExactRadialIntegral exact) {
        double[] expected = new double[(maxAngular + 1) * size];
        double[] got = new double[expected.length];
        double largest = 0;
        for (int i = 0; i < knots - 1; i++) {
            double r = (i + 0.5) * spacing;
            exact.values(r, expected);
            values(r, got);
            for (int k = 0; k < expected.length; k++) {
                largest = Math.max(largest, Math.abs(expected[k] - got[k]));
            }
        }
        return largest;
    }

    @Override
    public int maxAngular() {
        return maxAngular;
    }

    @Override
    public int radialSize() {
        return size;
    }

    /**
     * The number of radial functions N rounded up to a multiple of 4, so that vector loops need no remainder; the
     * padding is 0.
     */
    public int paddedRadialSize() {
        return paddedSize;
    }

    /** The distance between d and d + 1 of one knot in the table, (maxAngular + 1) · {@link #paddedRadialSize()}. */
    public int stride() {
        return (maxAngular + 1) * paddedSize;
    }

    public int knots() {
        return knots;
    }

    /** The spacing h of the knots, Å. */
    public double spacing() {
        return spacing;
    }

    /** The largest error of a value in the middle of an interval. */
    public double error() {
        return error;
    }

    /**
     * The table T[knot][d][l][n], d = 0: I, 1: h dI/dr, 2: h² d²I/dr², at [(3 knot + d) · stride + l · paddedRadialSize
     * + n]. The internal array, which must not be changed.
     */
    public double[] table() {
        return table;
    }

    /** Computes the weights w_0..w_5 at t, 0 to 1; see the formula of the class. */
    public static void weights(double t, double[] out) {
        double t2 = t * t;
        double t3 = t2 * t;
        double right = t3 * (10 + t * (-15 + 6 * t));
        out[0] = 1 - right;
        out[1] = t + t3 * (-6 + t * (8 - 3 * t));
        out[2] = 0.5 * t2 * (1 + t * (-3 + t * (3 - t)));
        out[3] = right;
        out[4] = t3 * (-4 + t * (7 - 3 * t));
        out[5] = 0.5 * t3 * (1 + t * (-2 + t));
    }

    /** Computes the derivatives dw/dt of the weights; divide by h for derivatives with respect to r. */
    public static void slopes(double t, double[] out) {
        double t2 = t * t;
        double right = 30 * t2 * (1 + t * (-2 + t));
        out[0] = -right;
        out[1] = 1 + t2 * (-18 + t * (32 - 15 * t));
        out[2] = t * (1 + t * (-4.5 + t * (6 - 2.5 * t)));
        out[3] = right;
        out[4] = t2 * (-12 + t * (28 - 15 * t));
        out[5] = t2 * (1.5 + t * (-4 + 2.5 * t));
    }

    @Override
    public void values(double r, double[] out) {
        double[] w = new double[6];
        int i = interval(r);
        weights(r * inverseSpacing - i, w);
        contract(i, w, 1, out);
    }

    @Override
    public void derivatives(double r, double[] out) {
        double[] w = new double[6];
        int i = interval(r);
        slopes(r * inverseSpacing - i, w);
        contract(i, w, inverseSpacing, out);
    }

    private int interval(double r) {
        double u = r * inverseSpacing;
        if (!(u >= 0 && u <= (knots - 1) * (1 + 1e-14))) {
            throw new IllegalArgumentException(
                    "expected a distance from 0 to the cutoff radius " + (knots - 1) * spacing + ", got " + r);
        }
        return Math.min((int) u, knots - 2);
    }

    private void contract(int knot, double[] w, double factor, double[] out) {
        int stride = stride();
        int first = 3 * knot * stride;
        for (int l = 0; l <= maxAngular; l++) {
            for (int n = 0; n < size; n++) {
                int at = first + l * paddedSize + n;
                double sum = 0;
                for (int d = 0; d < 6; d++) {
                    sum += w[d] * table[at + d * stride];
                }
                out[l * size + n] = factor * sum;
            }
        }
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.splined(this);
    }
}
