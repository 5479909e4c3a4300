package org.lather.cpu;

import org.jspecify.annotations.Nullable;
import org.lather.backend.GradientForm;

/**
 * The dependence of features on density coefficients.
 *
 * @param bispectrum the plan of features of this form; null for the others
 * @param products the plan of some columns of a power spectrum; null for the others
 */
record GradientPlan(
        GradientForm form,
        @Nullable BispectrumPlan bispectrum,
        @Nullable ProductsPlan products) {
    /** The plan of some columns of a power spectrum. */
    ProductsPlan expectProducts() {
        if (products == null) {
            throw new IllegalStateException("no products were planned, but " + form);
        }
        return products;
    }

    /** The plan of a bispectrum. */
    BispectrumPlan expectBispectrum() {
        if (bispectrum == null) {
            throw new IllegalStateException("no bispectrum was planned, but " + form);
        }
        return bispectrum;
    }
}
