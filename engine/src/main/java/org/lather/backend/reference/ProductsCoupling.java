package org.lather.backend.reference;

import java.util.Arrays;
import org.lather.descriptor.SpectrumProducts;

/**
 * Computes some columns of the power spectrum of one environment, see {@link SpectrumProducts}, and pulls back dE/dp.
 */
final class ProductsCoupling implements Coupling, CouplingGradient {
    private final SpectrumProducts products;

    ProductsCoupling(SpectrumProducts products) {
        this.products = products;
    }

    @Override
    public void couple(double[] c, int from, double[] out, int to) {
        int q = products.channels();
        for (int k = 0; k < products.size(); k++) {
            int l = products.l(k);
            double sum = 0;
            for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                sum += c[from + lm * q + products.q1(k)] * c[from + lm * q + products.q2(k)];
            }
            out[to + k] = products.factor(k) * sum;
        }
    }

    @Override
    public void pullBack(double[] c, double[] v, double[] out) {
        Arrays.fill(out, 0);
        int q = products.channels();
        for (int k = 0; k < products.size(); k++) {
            int l = products.l(k);
            double term = products.factor(k) * v[k];
            for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                int a = lm * q + products.q1(k);
                int b = lm * q + products.q2(k);
                out[a] += term * c[b];
                out[b] += term * c[a];
            }
        }
    }
}
