package org.lather.cpu;

import org.lather.backend.GradientShapes;
import org.lather.descriptor.Descriptor;

/** The dependence of features, whose gradients are pulled back, on density coefficients. */
enum GradientForm {
    /** The features are the coefficients. */
    COEFFICIENTS,
    /** The features are products of pairs of coefficients, packed for q1 ≤ q2. */
    POWER_SPECTRUM;

    /** @throws IllegalArgumentException for a descriptor whose gradients are not pulled back */
    static GradientForm of(Descriptor descriptor) {
        return descriptor.match(new Descriptor.Cases<>() {
            @Override
            public GradientForm sphericalExpansion(Descriptor.SphericalExpansion d) {
                return COEFFICIENTS;
            }

            @Override
            public GradientForm radialSpectrum(Descriptor.RadialSpectrum d) {
                return COEFFICIENTS;
            }

            @Override
            public GradientForm powerSpectrum(Descriptor.PowerSpectrum d) {
                return POWER_SPECTRUM;
            }

            @Override
            public GradientForm lambdaSoap(Descriptor.LambdaSoap d) {
                throw GradientShapes.withoutGradients(d);
            }

            @Override
            public GradientForm bispectrum(Descriptor.Bispectrum d) {
                throw GradientShapes.withoutGradients(d);
            }
        });
    }
}
