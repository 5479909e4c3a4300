package org.lather.descriptor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.density.Channels;
import org.lather.math.ClebschGordan;

/**
 * Derivatives of λ-SOAP: dT^λ_M(l1 l2; q1 q2) = Σ_m1 (dc_q1,l1m1 A_q2,m1 + c_q1,l1m1 dA_q2,m1) with A_q2,m1 = σ w Σ_m2
 * C^(λM)_(l1m1 l2m2) c_q2,l2m2, see {@link Descriptor.LambdaSoap}. A of all blocks is cached for an environment.
 */
final class LambdaSoapDerivative implements CouplingDerivative {
    private final Descriptor.LambdaSoap descriptor;
    private final EquivariantLayout layout;
    private final int q;
    private final List<ClebschGordan> coefficients = new ArrayList<>();
    /** The arrays A, [block][(M, m1)][q2]. */
    private final List<double[]> turned = new ArrayList<>();

    private final double[] turnedDerivatives;
    /** All columns, [M][index], if only some of them are requested. */
    private final double[] full;

    private double[] c = new double[0];

    LambdaSoapDerivative(Descriptor.LambdaSoap descriptor, Channels channels) {
        this.descriptor = descriptor;
        layout = descriptor.layout(channels);
        q = layout.channels();
        int most = 0;
        for (EquivariantLayout.Block b : layout.blocks()) {
            coefficients.add(ClebschGordan.of(b.l1(), b.l2(), descriptor.lambda()));
            int size = Math.multiplyExact(descriptor.components() * (2 * b.l1() + 1), q);
            turned.add(new double[size]);
            most = Math.max(most, size);
        }
        turnedDerivatives = new double[most];
        full = new double[descriptor.wanted().isAll() ? 0 : Math.multiplyExact(descriptor.components(), layout.size())];
    }

    @Override
    public long bytes() {
        return 8 * (turned.stream().mapToLong(a -> a.length).sum() + turnedDerivatives.length + full.length);
    }

    @Override
    public void environment(double[] values) {
        c = values;
        for (int k = 0; k < turned.size(); k++) {
            turn(k, values, 0, q, turned.get(k));
        }
    }

    /** Computes columns {@code from} to {@code to} of A of a block. */
    private void turn(int k, double[] x, int from, int to, double[] out) {
        EquivariantLayout.Block b = layout.blocks().get(k);
        double weight = descriptor.sigma() * Math.sqrt(2);
        Arrays.fill(out, 0, descriptor.components() * (2 * b.l1() + 1) * q, 0);
        for (ClebschGordan.Entry e : coefficients.get(k).entries()) {
            int row = (e.m() + descriptor.lambda()) * (2 * b.l1() + 1) + b.l1() + e.m1();
            int lm = b.l2() * b.l2() + b.l2() + e.m2();
            CouplingDerivative.add(weight * e.value(), x, lm * q + from, out, row * q + from, to - from);
        }
    }

    @Override
    public void of(double[] dc, int from, int to, double[] out) {
        boolean all = descriptor.wanted().isAll();
        double[] target = all ? out : full;
        Arrays.fill(target, 0);
        for (int k = 0; k < turned.size(); k++) {
            turn(k, dc, from, to, turnedDerivatives);
            for (int m = 0; m < descriptor.components(); m++) {
                block(k, m, dc, from, to, target);
            }
        }
        if (!all) {
            int columns = out.length / descriptor.components();
            for (int m = 0; m < descriptor.components(); m++) {
                for (int j = 0; j < columns; j++) {
                    out[m * columns + j] =
                            full[m * layout.size() + descriptor.wanted().place(j)];
                }
            }
        }
    }

    /** Computes component M of a block from columns {@code from} to {@code to} of dc and dA. */
    private void block(int k, int m, double[] dc, int from, int to, double[] out) {
        EquivariantLayout.Block b = layout.blocks().get(k);
        int rows = 2 * b.l1() + 1;
        for (int q1 = 0; q1 < q; q1++) {
            int first = EquivariantLayout.firstPartner(b, q1);
            if (first >= q) {
                continue;
            }
            int begin = Math.max(first, from);
            int place = m * layout.size() + layout.place(b, q1, first);
            for (int m1 = 0; m1 < rows; m1++) {
                int lm = b.l1() * b.l1() + m1;
                int row = (m * rows + m1) * q;
                if (q1 >= from && q1 < to) {
                    CouplingDerivative.add(dc[lm * q + q1], turned.get(k), row + first, out, place, q - first);
                }
                // the coefficients of an absent element are zero
                if (begin < to && c[lm * q + q1] != 0) {
                    CouplingDerivative.add(
                            c[lm * q + q1], turnedDerivatives, row + begin, out, place + begin - first, to - begin);
                }
            }
            if (b.pairs() == EquivariantLayout.Pairs.UPPER) {
                out[place] *= Math.sqrt(0.5);
            }
        }
    }
}
