package org.lather.descriptor;

import org.lather.density.Channels;

/** Computes dp of one environment from dc: the derivative of the coupling by the product rule. */
interface Slopes {
    /** Sets the coefficients of the environment, [lm][Q], which must not be changed afterwards. */
    void environment(double[] c);

    /**
     * @param dc [lm][Q]; columns outside {@code from} to {@code to} are zero
     * @param out [M][column], all of it is written
     */
    void of(double[] dc, int from, int to, double[] out);

    /** The number of bytes of scratch memory. */
    long bytes();

    static Slopes of(Descriptor descriptor, Channels channels) {
        return descriptor.match(new Descriptor.Cases<>() {
            @Override
            public Slopes sphericalExpansion(Descriptor.SphericalExpansion d) {
                return new LinearSlopes(d.columns(channels));
            }

            @Override
            public Slopes radialSpectrum(Descriptor.RadialSpectrum d) {
                return new LinearSlopes(d.columns(channels));
            }

            @Override
            public Slopes powerSpectrum(Descriptor.PowerSpectrum d) {
                return new PowerSpectrumSlopes(d, channels);
            }

            @Override
            public Slopes lambdaSoap(Descriptor.LambdaSoap d) {
                return new EquivariantSlopes(d, channels);
            }

            @Override
            public Slopes bispectrum(Descriptor.Bispectrum d) {
                return new BispectrumSlopes(d, channels);
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
