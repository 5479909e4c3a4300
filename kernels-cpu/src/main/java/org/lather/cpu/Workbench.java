package org.lather.cpu;

import java.util.Arrays;

/**
 * The scratch of one worker for computing one environment: harmonics and radial integrals of its neighbours, density
 * coefficients, power spectrum. No memory is allocated for an environment; everything fits in the second-level cache.
 */
final class Workbench {
    private static final int W = Lanes.SPECIES.length();
    /**
     * Values behind the end of an array, two lines of the cache: what another worker keeps behind it is not in a line
     * written here.
     */
    private static final int APART = 16;

    private final ExpansionPlan plan;
    private final double[] powers;
    private final double[] radial;
    private final double[] harmonics;
    private final int stride;
    /** c of elements, [lm][width]. */
    private final double[] byElement;
    /** c of channels, [lm][channelWidth]; the same array where nothing is mixed. */
    private final double[] coefficients;
    /** Whether each element is among the neighbours. */
    private final boolean[] present;

    private final int[] zeroUntil;

    /** @param most the largest number of neighbours */
    Workbench(ExpansionPlan plan, int most) {
        this.plan = plan;
        int lm = (plan.maxAngular + 1) * (plan.maxAngular + 1) + Contraction.SLACK_ROWS;
        powers = new double[plan.harmonics.scratch() + APART];
        radial = new double[Math.addExact(Math.multiplyExact(most, plan.radialRow), 2 * W + APART)];
        // an odd multiple of 32 bytes: rows of a tile fall into different sets of the cache
        stride = Lanes.roundUp(most, 2 * W) + 4;
        harmonics = new double[Math.addExact(Math.multiplyExact(lm, stride), APART)];
        byElement = new double[lm * plan.width + 4 * W + APART];
        coefficients = plan.mixed ? new double[lm * plan.channelWidth + 4 * W + APART] : byElement;
        present = new boolean[plan.elements + 8 * APART];
        zeroUntil = new int[plan.columns() + 2 * APART];
    }

    long bytes() {
        long doubles =
                powers.length + radial.length + (long) harmonics.length + byElement.length + zeroUntil.length / 2;
        return 8 * (plan.mixed ? doubles + coefficients.length : doubles);
    }

    /** f u I_nl of the neighbours of the atom expanded last, [j][l N + n]. The internal array. */
    double[] radial() {
        return radial;
    }

    /** c of channels of the atom expanded last, [lm][channelWidth of the plan]. The internal array. */
    double[] coefficients() {
        return coefficients;
    }

    /** The columns of {@link #coefficients()} as stored. */
    int width() {
        return plan.channelWidth;
    }

    /** [q]: columns q to zeroUntil[q] of the coefficients are zero throughout. The internal array. */
    int[] zeroUntil() {
        return zeroUntil;
    }

    /** c_a,nlm of an atom. */
    void expand(Neighbourhoods all, int atom, int element) {
        int elements = plan.elements;
        int begin = all.first[atom * elements];
        int count = all.first[(atom + 1) * elements] - begin;
        plan.harmonics.evaluate(all.x, all.y, all.z, begin, count, harmonics, stride, powers);
        plan.radials.evaluate(all.r, begin, count, radial);
        contract(all.first, atom * elements, element);
    }

    /** The sums over the neighbours of each element, which begin at first[at + a]. */
    private void contract(int[] first, int at, int element) {
        ExpansionPlan p = plan;
        int begin = first[at];
        int lm = (p.maxAngular + 1) * (p.maxAngular + 1);
        for (int a = 0; a < p.elements; a++) {
            int from = first[at + a] - begin;
            int to = first[at + a + 1] - begin;
            int column = a * p.n;
            if (to > from) {
                Contraction.add(
                        p.maxAngular,
                        p.n,
                        harmonics,
                        stride,
                        radial,
                        p.radialRow,
                        from,
                        to,
                        byElement,
                        column,
                        p.width);
            } else {
                for (int i = 0; i < lm; i++) {
                    Arrays.fill(byElement, i * p.width + column, i * p.width + column + p.n, 0);
                }
            }
            present[a] = to > from;
        }
        if (p.centered) {
            present[element] = true;
            for (int k = 0; k < p.n; k++) {
                byElement[element * p.n + k] += p.center[k];
            }
        }
        if (p.mixed) {
            mix(lm);
        }
        zeros();
    }

    /** c_J,nlm = Σ_a u_aJ c_a,nlm. */
    private void mix(int lm) {
        ExpansionPlan p = plan;
        for (int i = 0; i < lm; i++) {
            Arrays.fill(coefficients, i * p.channelWidth, i * p.channelWidth + p.columns(), 0);
            for (int a = 0; a < p.elements; a++) {
                if (present[a]) {
                    mixRow(i * p.width + a * p.n, i * p.channelWidth, a);
                }
            }
        }
    }

    private void mixRow(int from, int to, int a) {
        for (int j = 0; j < plan.count; j++) {
            double u = plan.channels.weight(a, j);
            if (u != 0) {
                for (int k = 0; k < plan.n; k++) {
                    coefficients[to + j * plan.n + k] += u * byElement[from + k];
                }
            }
        }
    }

    private boolean present(int channel) {
        if (!plan.mixed) {
            return present[channel];
        }
        for (int a = 0; a < plan.elements; a++) {
            if (present[a] && plan.channels.weight(a, channel) != 0) {
                return true;
            }
        }
        return false;
    }

    private void zeros() {
        int end = plan.columns();
        for (int j = plan.count - 1; j >= 0; j--) {
            boolean zero = !present(j);
            if (!zero) {
                end = j * plan.n;
            }
            for (int k = j * plan.n; k < (j + 1) * plan.n; k++) {
                zeroUntil[k] = zero ? end : k;
            }
        }
    }

    /** The channels of the environment expanded last, a bit each of the first {@value ChannelPairs#MOST}. */
    long channels() {
        long out = 0;
        for (int j = Math.min(plan.count, ChannelPairs.MOST) - 1; j >= 0; j--) {
            out = out << 1 | (zeroUntil[j * plan.n] == j * plan.n ? 1 : 0);
        }
        return out;
    }

    /** The coefficients of the environment expanded last, [lm][Q] from {@code at} on; the square of their norm. */
    double copyCoefficients(double[] out, int at) {
        int lm = (plan.maxAngular + 1) * (plan.maxAngular + 1);
        for (int i = 0; i < lm; i++) {
            System.arraycopy(coefficients, i * plan.channelWidth, out, at + i * plan.columns(), plan.columns());
        }
        return Norm.squared(out, at, lm * plan.columns());
    }

    /** The packed power spectrum of the environment expanded last, from {@code at} on; the square of its norm. */
    double powerSpectrum(double[] out, int at) {
        int q = plan.columns();
        int size = q * (q + 1) / 2;
        double square = 0;
        for (int l = 0; l <= plan.maxAngular; l++) {
            double factor = Math.sqrt(2.0 / (2 * l + 1));
            PackedTriangle.multiply(
                    coefficients,
                    l * l * plan.channelWidth,
                    plan.channelWidth,
                    2 * l + 1,
                    q,
                    (l & 1) == 0 ? factor : -factor,
                    zeroUntil,
                    out,
                    at + l * size);
            // while it is in the first-level cache
            square += Norm.squared(out, at + l * size, size);
        }
        return square;
    }
}
