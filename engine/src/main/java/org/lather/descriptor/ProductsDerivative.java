package org.lather.descriptor;

/** Derivatives of some columns of a power spectrum: dp = factor Σ_m (dc_q1,lm c_q2,lm + c_q1,lm dc_q2,lm). */
final class ProductsDerivative implements CouplingDerivative {
    private final SpectrumProducts products;
    private double[] c = new double[0];

    ProductsDerivative(SpectrumProducts products) {
        this.products = products;
    }

    @Override
    public void environment(double[] coefficients) {
        c = coefficients;
    }

    @Override
    public void of(double[] dc, int from, int to, double[] out) {
        int q = products.channels();
        for (int k = 0; k < out.length; k++) {
            int l = products.l(k);
            double sum = 0;
            for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                int a = lm * q + products.q1(k);
                int b = lm * q + products.q2(k);
                sum += dc[a] * c[b] + c[a] * dc[b];
            }
            out[k] = products.factor(k) * sum;
        }
    }

    @Override
    public long bytes() {
        return 0;
    }
}
