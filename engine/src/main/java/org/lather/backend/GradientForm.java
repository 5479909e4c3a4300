package org.lather.backend;

import org.lather.descriptor.Descriptor;

/** The dependence of features, whose gradients are pulled back, on density coefficients. */
public enum GradientForm {
    /** The features are the coefficients. */
    COEFFICIENTS,
    /** The features are products of pairs of coefficients, packed for q1 ≤ q2. */
    POWER_SPECTRUM,
    /** The features are some of the products of pairs of coefficients. */
    SELECTED_PRODUCTS,
    /** The features are products of triples of coefficients. */
    BISPECTRUM;

    /**
     * @throws IllegalArgumentException for a descriptor whose gradients are not pulled back, or that has no density
     *     coefficients
     */
    public static GradientForm of(Descriptor descriptor) {
        return switch (descriptor.type()) {
            case SPHERICAL_EXPANSION, RADIAL_SPECTRUM -> COEFFICIENTS;
            case POWER_SPECTRUM -> descriptor.isPowerSpectrum() ? POWER_SPECTRUM : SELECTED_PRODUCTS;
            case BISPECTRUM -> BISPECTRUM;
            case SYMMETRY_FUNCTIONS, COMPOSITION, PAIR_CORRELATION ->
                throw descriptor.direct().orElseThrow().withoutDensity();
            case LAMBDA_SOAP -> throw GradientShapes.withoutGradients(descriptor);
        };
    }
}
