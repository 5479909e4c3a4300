package org.lather.math;

/**
 * Nodes and weights of the Gauss-Legendre rule: ∫_−1^1 f(x) dx = Σ w_i f(x_i), exact for polynomials up to degree 2n −
 * 1.
 */
public final class GaussLegendre {
    private final double[] nodes;
    private final double[] weights;

    /**
     * @param points number of nodes n, at least 1
     * @throws IllegalArgumentException if there is no point
     */
    public GaussLegendre(int points) {
        if (points < 1) {
            throw new IllegalArgumentException("expected at least 1 point of a quadrature, got " + points);
        }
        nodes = new double[points];
        weights = new double[points];
        for (int i = 0; i < points; i++) {
            double x = -Math.cos(Math.PI * (i + 0.75) / (points + 0.5));
            double slope = 1;
            for (int step = 0; step < 8; step++) {
                double p0 = 1;
                double p1 = x;
                for (int l = 2; l <= points; l++) {
                    double p2 = ((2 * l - 1) * x * p1 - (l - 1) * p0) / l;
                    p0 = p1;
                    p1 = p2;
                }
                slope = points * (p0 - x * p1) / (1 - x * x);
                x -= p1 / slope;
            }
            nodes[i] = x;
            weights[i] = 2 / ((1 - x * x) * slope * slope);
        }
    }

    public int points() {
        return nodes.length;
    }

    /** Node x_i; nodes ascend with i. */
    public double node(int i) {
        return nodes[i];
    }

    /** Weight w_i. */
    public double weight(int i) {
        return weights[i];
    }
}
