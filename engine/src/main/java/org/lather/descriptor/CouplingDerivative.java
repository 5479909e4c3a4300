package org.lather.descriptor;

import org.lather.density.Channels;

/** Computes dp of one environment from dc: the derivative of the coupling by the product rule. */
interface CouplingDerivative {
    /** Sets the coefficients of the environment, [lm][Q], which must not be changed afterwards. */
    void environment(double[] c);

    /**
     * @param dc [lm][Q]; columns outside {@code from} to {@code to} are zero
     * @param out [M][column], all of it is written
     */
    void of(double[] dc, int from, int to, double[] out);

    /** The number of bytes of scratch memory. */
    long bytes();

    static CouplingDerivative of(Descriptor descriptor, Channels channels) {
        return descriptor.match(new Descriptor.Cases<>() {
            @Override
            public CouplingDerivative sphericalExpansion(Descriptor.SphericalExpansion d) {
                return new LinearDerivative(d.columns(channels));
            }

            @Override
            public CouplingDerivative radialSpectrum(Descriptor.RadialSpectrum d) {
                return new LinearDerivative(d.columns(channels));
            }

            @Override
            public CouplingDerivative powerSpectrum(Descriptor.PowerSpectrum d) {
                return d.isPowerSpectrum()
                        ? new PowerSpectrumDerivative(d, channels)
                        : new ProductsDerivative(SpectrumProducts.of(d, channels));
            }

            @Override
            public CouplingDerivative lambdaSoap(Descriptor.LambdaSoap d) {
                return new LambdaSoapDerivative(d, channels);
            }

            @Override
            public CouplingDerivative bispectrum(Descriptor.Bispectrum d) {
                return new BispectrumDerivative(d, channels);
            }

            @Override
            public CouplingDerivative direct(DirectDescriptor d) {
                throw d.withoutDensity();
            }
        });
    }

    /** Adds a multiple: y += factor x. */
    static void add(double factor, double[] x, int from, double[] y, int to, int count) {
        for (int k = 0; k < count; k++) {
            y[to + k] += factor * x[from + k];
        }
    }
}
