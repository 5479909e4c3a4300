package org.lather.math;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimisation of a smooth function of many variables from its gradients: L-BFGS (Nocedal, Math. Comp. 35, 773 (1980),
 * doi:10.2307/2006193; two loops as in Nocedal and Wright, Numerical Optimization, algorithm 7.4), with steps that are
 * halved until the function decreases enough. Every step decreases the function; the same input gives the same bits.
 */
public final class QuasiNewton {
    private static final int LENGTH = 20;

    /** Decrease of the function over that which its slope promises, below which a step is halved. */
    private static final double SUFFICIENT = 1e-4;

    private static final int HALVINGS = 20;

    private QuasiNewton() {}

    /** A function with its gradient. */
    public interface Differentiable {
        /**
         * Returns the value, which is infinite or NaN where the function is not defined.
         *
         * @param gradient receives the gradient where the value is finite, as long as x
         */
        double value(double[] x, double[] gradient);
    }

    /**
     * The end of a minimisation.
     *
     * @param x the point of the lowest value
     * @param value the lowest value
     * @param steps number of steps
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Minimum(double[] x, double value, int steps) {}

    /** s = x' − x, d = g' − g, 1/(s·d). */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Step(double[] s, double[] d, double rho) {}

    /**
     * Minimises a function.
     *
     * @param first length of the first step that is tried
     * @param tolerance a step that decreases the function by less ends the minimisation
     * @param most largest number of steps
     * @throws IllegalArgumentException if the function is not finite at the start
     */
    public static Minimum minimum(Differentiable f, double[] start, double first, double tolerance, int most) {
        double[] x = start.clone();
        double[] g = new double[x.length];
        double value = f.value(x, g);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("expected a start where the function is finite, got " + value);
        }
        Deque<Step> memory = new ArrayDeque<>();
        for (int step = 0; step < most; step++) {
            double norm = Math.sqrt(dot(g, g));
            if (norm == 0) {
                return new Minimum(x, value, step);
            }
            double[] direction = direction(memory, g, first / norm);
            double slope = dot(direction, g);
            double[] to = x;
            double[] gradient = g;
            double next = Double.NaN;
            double length = 1;
            for (int k = 0; k < HALVINGS && !(next <= value + SUFFICIENT * length * slope); k++) {
                length = k == 0 ? 1 : length / 2;
                to = x.clone();
                add(to, length, direction);
                gradient = new double[x.length];
                next = f.value(to, gradient);
            }
            if (!(next < value)) {
                return new Minimum(x, value, step);
            }
            remember(memory, difference(to, x), difference(gradient, g));
            double decrease = value - next;
            x = to;
            g = gradient;
            value = next;
            if (decrease < tolerance) {
                return new Minimum(x, value, step + 1);
            }
        }
        return new Minimum(x, value, most);
    }

    private static void remember(Deque<Step> memory, double[] s, double[] d) {
        double sd = dot(s, d);
        if (sd > 1e-10 * Math.sqrt(dot(s, s) * dot(d, d))) {
            if (memory.size() == LENGTH) {
                memory.removeFirst();
            }
            memory.addLast(new Step(s, d, 1 / sd));
        }
    }

    /** The direction −H g, with an inverse Hessian H that is a multiple of the unit matrix before the first step. */
    private static double[] direction(Deque<Step> memory, double[] gradient, double first) {
        double[] q = gradient.clone();
        double[] alpha = new double[memory.size()];
        int k = memory.size();
        for (Iterator<Step> i = memory.descendingIterator(); i.hasNext(); ) {
            Step step = i.next();
            alpha[--k] = step.rho * dot(step.s, q);
            add(q, -alpha[k], step.d);
        }
        Step last = memory.peekLast();
        double scale = last == null ? first : 1 / (last.rho * dot(last.d, last.d));
        for (int j = 0; j < q.length; j++) {
            q[j] *= -scale;
        }
        for (Step step : memory) {
            add(q, -alpha[k++] - step.rho * dot(step.d, q), step.s);
        }
        return q;
    }

    private static void add(double[] to, double factor, double[] v) {
        for (int k = 0; k < to.length; k++) {
            to[k] += factor * v[k];
        }
    }

    private static double[] difference(double[] a, double[] b) {
        double[] out = a.clone();
        add(out, -1, b);
        return out;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
