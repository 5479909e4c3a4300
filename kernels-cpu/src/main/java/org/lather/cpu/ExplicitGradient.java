package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.math.SphericalHarmonics;

/**
 * dp_i/dr_k of one environment for each atom k among its neighbours, images added up, then Σ r_a dp_i/dr_b over all
 * neighbours: three rows an atom, and nine. For training rows, where a product with the representatives follows at
 * once.
 */
final class ExplicitGradient {
    private final ExpansionPlan plan;
    private final GradientBench bench;
    private final SphericalHarmonics angular;
    private final int lm;
    private final double[] values;
    private final double[] gradient;
    /** dc of one atom's axes and of the strain's components, each [lm][Q]. */
    private final double[][] moved = new double[3][];

    private final double[][] strained = new double[9][];
    private @Nullable BispectrumJacobian triples;
    private @Nullable BispectrumPlan triplesOf;

    ExplicitGradient(ExpansionPlan plan, GradientBench bench) {
        this.plan = plan;
        this.bench = bench;
        angular = new SphericalHarmonics(plan.maxAngular);
        lm = angular.size();
        values = new double[lm];
        gradient = new double[3 * lm];
        for (int k = 0; k < 3; k++) {
            moved[k] = new double[lm * plan.columns()];
        }
        for (int k = 0; k < 9; k++) {
            strained[k] = new double[lm * plan.columns()];
        }
    }

    /** The number of rows of an environment. */
    static int rows(Neighbourhoods all, int atom, int elements) {
        return rowsOfPairs(all, all.first[atom * elements], all.first[(atom + 1) * elements]);
    }

    /**
     * The number of rows of an environment with the pairs from {@code begin} (inclusive) to {@code end} (exclusive).
     */
    static int rowsOfPairs(Neighbourhoods all, int begin, int end) {
        int atoms = 0;
        for (int p = begin; p < end; p++) {
            if (p == begin || all.neighbour[p] != all.neighbour[p - 1]) {
                atoms++;
            }
        }
        return 3 * atoms + 9;
    }

    /**
     * All rows of an environment, {@code columns} values each.
     *
     * @param atoms receives the atom of each three rows, from {@code atomsAt} on
     */
    void rows(
            GradientPlan features,
            Neighbourhoods all,
            int atom,
            int element,
            int columns,
            double[] out,
            int at,
            int[] atoms,
            int atomsAt) {
        int begin = all.first[atom * plan.elements];
        int end = all.first[(atom + 1) * plan.elements];
        bench.forward().expand(all, atom, element);
        if (features.bispectrum() != null) {
            triples(features.bispectrum()).environment(BispectrumBench.Coefficients.of(bench.forward()));
        }
        double[] radial = bench.forward().radial();
        double[] derivatives = bench.radialDerivatives(all, begin, end - begin);
        for (double[] s : strained) {
            Arrays.fill(s, 0);
        }
        int row = at;
        int n = atomsAt;
        for (int a = 0; a < plan.elements; a++) {
            for (int p = all.first[atom * plan.elements + a]; p < all.first[atom * plan.elements + a + 1]; p++) {
                boolean isFirst = p == begin || all.neighbour[p] != all.neighbour[p - 1];
                if (isFirst) {
                    for (double[] m : moved) {
                        Arrays.fill(m, 0);
                    }
                }
                move(all, p, a, radial, derivatives, (p - begin) * plan.radialRow);
                if (p + 1 == end || all.neighbour[p + 1] != all.neighbour[p]) {
                    atoms[n++] = all.neighbour[p];
                    for (double[] m : moved) {
                        couple(features, m, a, out, row, columns);
                        row += columns;
                    }
                }
            }
        }
        for (double[] s : strained) {
            couple(features, s, -1, out, row, columns);
            row += columns;
        }
    }

    /** Adds (w I)' Y r̂ + w I ∇Y of one pair. */
    private void move(Neighbourhoods all, int p, int element, double[] radial, double[] derivatives, int at) {
        double r = all.r[p];
        if (r == 0) {
            return;
        }
        double[] direction = {all.x[p], all.y[p], all.z[p]};
        angular.valuesAndGradient(r * direction[0], r * direction[1], r * direction[2], values, gradient);
        for (int channel = 0; channel < plan.count; channel++) {
            double u = plan.channels.weight(element, channel);
            if (u == 0) {
                continue;
            }
            for (int b = 0; b < 3; b++) {
                double[] m = moved[b];
                double[] s0 = strained[b];
                double[] s1 = strained[3 + b];
                double[] s2 = strained[6 + b];
                int i = 0;
                for (int l = 0; l <= plan.maxAngular; l++) {
                    int from = at + l * plan.n;
                    for (; i < (l + 1) * (l + 1); i++) {
                        double y = u * values[i] * direction[b];
                        double g = u * gradient[b * lm + i];
                        int to = i * plan.columns() + channel * plan.n;
                        for (int n = 0; n < plan.n; n++) {
                            double d = y * derivatives[from + n] + g * radial[from + n];
                            m[to + n] += d;
                            s0[to + n] += r * direction[0] * d;
                            s1[to + n] += r * direction[1] * d;
                            s2[to + n] += r * direction[2] * d;
                        }
                    }
                }
            }
        }
    }

    /** dp from dc; only the columns of the element's own channel are not zero, or any where it is −1. */
    private void couple(GradientPlan features, double[] dc, int element, double[] out, int at, int columns) {
        switch (features.form()) {
            case COEFFICIENTS -> System.arraycopy(dc, 0, out, at, columns);
            case POWER_SPECTRUM -> coupleSpectrum(dc, element, out, at, columns);
            case SELECTED_PRODUCTS ->
                features.expectProducts().derive(bench.forward().coefficients(), plan.channelWidth, dc, out, at);
            case BISPECTRUM -> {
                boolean one = element >= 0 && !plan.mixed;
                int from = one ? element * plan.n : 0;
                triples(features.expectBispectrum()).derive(dc, from, one ? from + plan.n : plan.columns(), out, at);
            }
        }
    }

    private BispectrumJacobian triples(BispectrumPlan of) {
        BispectrumJacobian t = triples;
        if (t == null || triplesOf != of) {
            t = new BispectrumJacobian(of);
            triples = t;
            triplesOf = of;
        }
        return t;
    }

    /** The bytes of the Jacobian of a bispectrum. */
    long bytes() {
        return triples == null ? 0 : triples.bytes();
    }

    private void coupleSpectrum(double[] dc, int element, double[] out, int at, int columns) {
        int q = plan.columns();
        boolean one = element >= 0 && !plan.mixed;
        int from = one ? element * plan.n : 0;
        int to = one ? from + plan.n : q;
        double[] c = bench.forward().coefficients();
        int[] zeroUntil = bench.forward().zeroUntil();
        Arrays.fill(out, at, at + columns, 0);
        int row = at;
        for (int l = 0; l <= plan.maxAngular; l++) {
            double factor = Math.sqrt(2.0 / (2 * l + 1)) * ((l & 1) == 0 ? 1 : -1);
            for (int i = 0; i < q; i++) {
                boolean moves = i >= from && i < to;
                int begin = Math.max(i, from);
                for (int k = l * l; zeroUntil[i] == i && k < (l + 1) * (l + 1); k++) {
                    if (moves) {
                        CpuBackend.addRow(factor * dc[k * q + i], c, k * plan.channelWidth + i, out, row, q - i);
                    }
                    if (begin < to) {
                        CpuBackend.addRow(
                                factor * c[k * plan.channelWidth + i],
                                dc,
                                k * q + begin,
                                out,
                                row + begin - i,
                                to - begin);
                    }
                }
                out[row] *= Math.sqrt(0.5);
                row += q - i;
            }
        }
    }
}
