package org.lather.relax;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The inverse Hessian estimated from the last steps: L-BFGS (Nocedal, Math. Comp. 35, 773 (1980), doi:10.2307/2006193;
 * two loops as in Nocedal and Wright, Numerical Optimization, algorithm 7.4). Stores 2 · 20 vectors of the variables.
 */
final class CurvatureMemory {
    private static final int LENGTH = 20;

    /** Curvature of a stiff bond, eV/Å², for the first step. */
    private static final double FIRST = 50;

    /** s = y' − y, d = g' − g, 1/(s·d). */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Step(double[] s, double[] d, double rho) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    boolean isEmpty() {
        return steps.isEmpty();
    }

    void clear() {
        steps.clear();
    }

    /** Adds a step if the curvature along it is positive. */
    void add(Point from, Point to) {
        double[] s = difference(to.variables(), from.variables());
        double[] d = difference(to.gradient(), from.gradient());
        double sd = dot(s, d);
        if (sd > 1e-10 * Math.sqrt(dot(s, s) * dot(d, d))) {
            if (steps.size() == LENGTH) {
                steps.removeFirst();
            }
            steps.addLast(new Step(s, d, 1 / sd));
        }
    }

    /** The quasi-Newton direction −H g. */
    double[] direction(double[] gradient) {
        double[] q = gradient.clone();
        double[] alpha = new double[steps.size()];
        int k = steps.size();
        for (Iterator<Step> i = steps.descendingIterator(); i.hasNext(); ) {
            Step step = i.next();
            alpha[--k] = step.rho * dot(step.s, q);
            add(q, -alpha[k], step.d);
        }
        double scale = steps.isEmpty() ? 1 / FIRST : scale(steps.getLast());
        for (int j = 0; j < q.length; j++) {
            q[j] *= -scale;
        }
        for (Step step : steps) {
            add(q, -alpha[k++] - step.rho * dot(step.d, q), step.s);
        }
        return q;
    }

    private static double scale(Step step) {
        return 1 / (step.rho * dot(step.d, step.d));
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

    static double dot(double[] a, double[] b) {
        double s = 0;
        for (int k = 0; k < a.length; k++) {
            s += a[k] * b[k];
        }
        return s;
    }
}
