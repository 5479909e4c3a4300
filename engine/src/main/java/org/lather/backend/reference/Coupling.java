package org.lather.backend.reference;

import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.lather.descriptor.SpectrumProducts;

/** Computes features of one environment from its density coefficients, in the stored layout of {@link Descriptor}. */
@FunctionalInterface
interface Coupling {
    /**
     * Writes the rows of an environment, one after another.
     *
     * @param c density coefficients, [lm][a N + n], from {@code from} on
     * @param out zero before, the rows from {@code to} on
     */
    void couple(double[] c, int from, double[] out, int to);

    static Coupling of(Descriptor descriptor, Channels channels) {
        int columns = descriptor.columns(channels);
        return descriptor.match(new Descriptor.Cases<>() {
            @Override
            public Coupling sphericalExpansion(Descriptor.SphericalExpansion d) {
                return (c, from, out, to) -> System.arraycopy(c, from, out, to, columns);
            }

            /** The coefficients themselves, which have l = 0 only. */
            @Override
            public Coupling radialSpectrum(Descriptor.RadialSpectrum d) {
                return (c, from, out, to) -> System.arraycopy(c, from, out, to, columns);
            }

            @Override
            public Coupling powerSpectrum(Descriptor.PowerSpectrum d) {
                if (!d.isPowerSpectrum()) {
                    return new ProductsCoupling(SpectrumProducts.of(d, channels));
                }
                int q = channels.count() * d.expansion().basis().radialSize();
                int maxAngular = d.expansion().basis().maxAngular();
                return (c, from, out, to) -> Coupling.powerSpectrum(maxAngular, q, c, from, out, to);
            }

            @Override
            public Coupling lambdaSoap(Descriptor.LambdaSoap d) {
                return new EquivariantCoupling(d, channels);
            }

            @Override
            public Coupling bispectrum(Descriptor.Bispectrum d) {
                return new BispectrumCoupling(d, channels);
            }

            @Override
            public Coupling direct(DirectDescriptor d) {
                throw d.withoutDensity();
            }
        });
    }

    /**
     * The power spectrum p_l,q1q2 = (−1)^l/√(2l+1) · w · Σ_m c_q1,lm c_q2,lm, q1 ≤ q2, w = √2 for q1 < q2 (Bartók,
     * Kondor, Csányi 2013, doi:10.1103/PhysRevB.87.184115, eq. 31; sign and factor are those of the coupling to L = 0,
     * as in featomic).
     */
    private static void powerSpectrum(int maxAngular, int size, double[] c, int from, double[] out, int to) {
        int at = to;
        for (int l = 0; l <= maxAngular; l++) {
            double factor = (l % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l + 1);
            for (int q1 = 0; q1 < size; q1++) {
                for (int q2 = q1; q2 < size; q2++) {
                    double sum = 0;
                    for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                        sum += c[from + lm * size + q1] * c[from + lm * size + q2];
                    }
                    out[at++] = factor * (q1 < q2 ? Math.sqrt(2) : 1) * sum;
                }
            }
        }
    }
}
