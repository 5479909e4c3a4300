package org.lather.backend.reference;

import java.util.ArrayList;
import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.EquivariantLayout;
import org.lather.math.ClebschGordan;

/** Computes λ-SOAP of one environment from its density coefficients, [M][column], see {@link Descriptor.LambdaSoap}. */
final class EquivariantCoupling implements Coupling {
    private final EquivariantLayout layout;
    private final List<ClebschGordan> coefficients = new ArrayList<>();
    private final int lambda;
    private final int sigma;
    private final Columns wanted;

    EquivariantCoupling(Descriptor.LambdaSoap descriptor, Channels channels) {
        layout = descriptor.layout(channels);
        lambda = descriptor.lambda();
        sigma = descriptor.sigma();
        wanted = descriptor.wanted();
        for (EquivariantLayout.Block b : layout.blocks()) {
            coefficients.add(ClebschGordan.of(b.l1(), b.l2(), lambda));
        }
    }

    @Override
    public void couple(double[] c, int from, double[] out, int to) {
        int size = layout.size();
        double[] full = new double[(2 * lambda + 1) * size];
        coupleAll(c, from, full);
        int columns = wanted.count(size);
        for (int m = 0; m < 2 * lambda + 1; m++) {
            for (int k = 0; k < columns; k++) {
                out[to + m * columns + k] = full[m * size + wanted.place(k)];
            }
        }
    }

    /**
     * @param c density coefficients, [lm][q], from {@code from} on
     * @param out 2 λ + 1 rows of all columns
     */
    private void coupleAll(double[] c, int from, double[] out) {
        int q = layout.channels();
        for (int k = 0; k < coefficients.size(); k++) {
            EquivariantLayout.Block b = layout.blocks().get(k);
            for (int q1 = 0; q1 < q; q1++) {
                for (int q2 = EquivariantLayout.firstPartner(b, q1); q2 < q; q2++) {
                    int at = layout.place(b, q1, q2);
                    double weight = sigma * EquivariantLayout.weight(b, q1, q2);
                    for (ClebschGordan.Entry e : coefficients.get(k).entries()) {
                        int lm1 = b.l1() * b.l1() + b.l1() + e.m1();
                        int lm2 = b.l2() * b.l2() + b.l2() + e.m2();
                        out[(e.m() + lambda) * layout.size() + at] +=
                                weight * e.value() * c[from + lm1 * q + q1] * c[from + lm2 * q + q2];
                    }
                }
            }
        }
    }
}
