package org.lather.cpu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The scratch of one worker for the adjoint gradients of one environment: from dE/dp to dE/dc to dE/dr of each
 * neighbour.
 */
final class GradientBench {
    private static final int W = Lanes.SPECIES.length();

    private final ExpansionPlan plan;
    private final Workbench forward;
    private final CouplingGradient coupling;
    private final AngularGradient angular;
    private final int stride;
    private final double[] derivatives;
    /** f u I_nl and its derivative, [l N + n][stride]. */
    private final double[] radial;

    private final double[] turnedDerivatives;
    private final double[] alpha;
    private final double[] beta;
    /** dE/dc by channel, [lm][width], and by element; the same array where nothing is mixed. */
    private final double[] coefficientGradient;

    private final double[] byElement;
    private final int width;
    private final double[] pairGradients;
    private @Nullable BispectrumBench triples;
    /** The atom that was prepared. */
    private @Nullable Neighbourhoods all;

    private int first;
    private int begin;
    private int count;

    /** @param most the largest number of neighbours */
    GradientBench(ExpansionPlan plan, int most) {
        this.plan = plan;
        forward = new Workbench(plan, most);
        coupling = new CouplingGradient(plan.columns());
        angular = new AngularGradient(plan.harmonics, plan.maxAngular);
        // a tile of an element's last neighbours may write nearly a vector beyond them
        stride = Lanes.roundUp(most + W, 2 * W) + 4;
        int lm = (plan.maxAngular + 1) * (plan.maxAngular + 1) + AdjointTile.SLACK_ROWS;
        derivatives = new double[Math.addExact(Math.multiplyExact(most, plan.radialRow), 2 * W)];
        radial = new double[Math.multiplyExact(plan.radialRow, stride)];
        turnedDerivatives = new double[radial.length];
        alpha = new double[Math.multiplyExact(lm, stride)];
        beta = new double[alpha.length];
        coefficientGradient = new double[lm * coupling.width()];
        width = plan.mixed ? plan.elements * plan.n : coupling.width();
        byElement = plan.mixed ? new double[lm * width] : coefficientGradient;
        pairGradients = new double[3 * stride];
    }

    long bytes() {
        long doubles = derivatives.length
                + 2L * radial.length
                + 2L * alpha.length
                + coefficientGradient.length
                + pairGradients.length;
        return forward.bytes()
                + coupling.bytes()
                + angular.bytes()
                + (triples == null ? 0 : triples.bytes())
                + 8 * (plan.mixed ? doubles + byElement.length : doubles);
    }

    Workbench forward() {
        return forward;
    }

    /** d(f u I_nl)/dr of the neighbours of an atom, [j][l N + n]. The internal array. */
    double[] radialDerivatives(Neighbourhoods all, int begin, int count) {
        plan.radials.derivatives(all.r, begin, count, derivatives);
        return derivatives;
    }

    /**
     * Computes what the gradients of all targets of an atom need, and returns the number of its neighbours; without any
     * there are no gradients.
     */
    int prepare(Neighbourhoods neighbours, int atom, int element) {
        all = neighbours;
        first = atom * plan.elements;
        begin = neighbours.first[first];
        count = neighbours.first[first + plan.elements] - begin;
        if (count > 0) {
            forward.expand(neighbours, atom, element);
            turn(forward.radial(), count, radial);
            turn(radialDerivatives(neighbours, begin, count), count, turnedDerivatives);
        }
        return count;
    }

    /**
     * factor · dE/dr of every neighbour of the atom that was prepared, which has some.
     *
     * @param v dE/dp from {@code vAt} on
     * @param out [pair of the atom][3] from {@code at} on
     */
    void pullBack(GradientPlan features, double[] v, int vAt, double factor, double[] out, int at) {
        Neighbourhoods neighbours = Objects.requireNonNull(all);
        switch (features.form()) {
            case POWER_SPECTRUM ->
                coupling.pullBack(
                        plan.maxAngular,
                        v,
                        vAt,
                        forward.coefficients(),
                        plan.channelWidth,
                        forward.zeroUntil(),
                        coefficientGradient);
            case SELECTED_PRODUCTS ->
                features.expectProducts()
                        .pullBack(
                                v,
                                vAt,
                                forward.coefficients(),
                                plan.channelWidth,
                                coefficientGradient,
                                coupling.width());
            case BISPECTRUM ->
                triples(features.expectBispectrum())
                        .pullBack(
                                v,
                                vAt,
                                BispectrumBench.Coefficients.of(forward),
                                coefficientGradient,
                                coupling.width());
            case COEFFICIENTS -> {
                int q = plan.columns();
                for (int i = 0; i < (plan.maxAngular + 1) * (plan.maxAngular + 1); i++) {
                    System.arraycopy(v, vAt + i * q, coefficientGradient, i * coupling.width(), q);
                }
            }
        }
        if (plan.mixed) {
            unmix();
        }
        for (int a = 0; a < plan.elements; a++) {
            int from = neighbours.first[first + a] - begin;
            int to = neighbours.first[first + a + 1] - begin;
            AdjointTile.contract(
                    plan.maxAngular,
                    plan.n,
                    byElement,
                    a * plan.n,
                    width,
                    radial,
                    turnedDerivatives,
                    stride,
                    from,
                    to,
                    alpha,
                    beta);
        }
        angular.pullBack(neighbours, begin, count, alpha, beta, stride, pairGradients);
        for (int j = 0; j < count; j++) {
            // atoms at one place have no direction
            double f = neighbours.r[begin + j] > 0 ? factor : 0;
            for (int axis = 0; axis < 3; axis++) {
                out[at + 3 * j + axis] = f == 0 ? 0 : f * pairGradients[axis * stride + j];
            }
        }
    }

    private BispectrumBench triples(BispectrumPlan of) {
        BispectrumBench b = triples;
        if (b == null || b.plan() != of) {
            b = new BispectrumBench(of);
            triples = b;
        }
        return b;
    }

    /** [j][l N + n] to [l N + n][stride]. */
    private void turn(double[] from, int count, double[] to) {
        int row = plan.radialRow;
        for (int j = 0; j < count; j++) {
            int p = j * row;
            int o = j;
            for (int i = 0; i < row; i++) {
                to[o] = from[p + i];
                o += stride;
            }
        }
    }

    /** dE/dc_a = Σ_J u_aJ dE/dc_J. */
    private void unmix() {
        int lm = (plan.maxAngular + 1) * (plan.maxAngular + 1);
        for (int i = 0; i < lm; i++) {
            for (int a = 0; a < plan.elements; a++) {
                for (int n = 0; n < plan.n; n++) {
                    double sum = 0;
                    for (int channel = 0; channel < plan.count; channel++) {
                        double u = plan.channels.weight(a, channel);
                        // coefficients without a contribution were not computed
                        if (u != 0) {
                            sum += u * coefficientGradient[i * coupling.width() + channel * plan.n + n];
                        }
                    }
                    byElement[i * width + a * plan.n + n] = sum;
                }
            }
        }
    }
}
