package org.lather.relax;

import org.jspecify.annotations.Nullable;

/**
 * A line search for a step that satisfies the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization,
 * algorithms 3.5 and 3.6), or for the longest allowed step if the energy still decreases there. If the energy changes
 * by no more than its rounding error, only the slope decides (Hager and Zhang, SIAM J. Optim. 16, 170 (2005),
 * doi:10.1137/030601880).
 */
final class LineSearch {
    private static final double DECREASE = 1e-4;
    private static final double SLOPE = 0.9;
    private static final double ROUNDING = 1e-10;
    private static final int TRIALS = 25;

    private final Surface surface;
    private final Point from;
    private final double[] direction;
    private final double slope;
    private final double noise;

    /** A trial step of length a with value and slope at its end. */
    private record Trial(double a, Point point, double value, double slope) {}

    private LineSearch(Surface surface, Point from, double[] direction) {
        this.surface = surface;
        this.from = from;
        this.direction = direction;
        this.slope = CurvatureMemory.dot(from.gradient(), direction);
        this.noise = ROUNDING * (1 + Math.abs(from.value()));
    }

    /**
     * @param direction a descent direction
     * @param longest the longest step, in multiples of the direction
     * @return the point at the end of the step; null if no step lowers the energy
     */
    static @Nullable Point run(Surface surface, Point from, double[] direction, double longest) {
        return new LineSearch(surface, from, direction).outwards(longest);
    }

    private Trial trial(double a) {
        Point p = surface.along(from, direction, a);
        return new Trial(a, p, p.value(), CurvatureMemory.dot(p.gradient(), direction));
    }

    private boolean tooHigh(Trial t) {
        return !(t.value <= from.value() + DECREASE * t.a * slope + noise);
    }

    private boolean flat(Trial t) {
        return Math.abs(t.slope) <= -SLOPE * slope;
    }

    private @Nullable Point outwards(double longest) {
        Trial before = new Trial(0, from, from.value(), slope);
        double a = Math.min(1, longest);
        for (int k = 0; k < TRIALS; k++) {
            Trial t = trial(a);
            if (tooHigh(t) || (k > 0 && t.value > before.value + noise)) {
                return between(before, t);
            }
            if (flat(t) || (a == longest && t.slope < 0)) {
                return t.point;
            }
            if (t.slope >= 0) {
                return between(t, before);
            }
            before = t;
            a = Math.min(longest, 3 * a);
        }
        return before.point;
    }

    /** @param low satisfies the first condition, and its slope points to the other end */
    private @Nullable Point between(Trial low, Trial high) {
        for (int k = 0; k < TRIALS; k++) {
            Trial t = trial(inside(low, high));
            if (tooHigh(t) || t.value > low.value + noise) {
                high = t;
            } else {
                if (flat(t)) {
                    return t.point;
                }
                if (t.slope * (high.a - low.a) >= 0) {
                    high = low;
                }
                low = t;
            }
        }
        // a kink or noise: take the lower point
        return low.value < from.value() ? low.point : null;
    }

    /**
     * The minimum of the cubic through both ends with their slopes, kept away from the ends; the midpoint if there is
     * none.
     */
    private static double inside(Trial low, Trial high) {
        double width = high.a - low.a;
        double middle = low.a + width / 2;
        if (!Double.isFinite(high.value) || !Double.isFinite(high.slope)) {
            return low.a + width / 4;
        }
        double d1 = low.slope + high.slope - 3 * (low.value - high.value) / (low.a - high.a);
        double square = d1 * d1 - low.slope * high.slope;
        if (!(square >= 0)) {
            return middle;
        }
        double d2 = Math.signum(width) * Math.sqrt(square);
        double a = high.a - width * (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
        double part = (a - low.a) / width;
        return part > 0.1 && part < 0.9
                ? a
                : part <= 0.1 ? low.a + 0.1 * width : part >= 0.9 ? low.a + 0.9 * width : middle;
    }
}
