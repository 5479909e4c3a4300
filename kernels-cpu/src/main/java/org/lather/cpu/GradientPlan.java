package org.lather.cpu;

import org.jspecify.annotations.Nullable;
import org.lather.backend.GradientForm;

/**
 * The dependence of features on density coefficients.
 *
 * @param bispectrum the plan of features of this form; null for the others
 */
record GradientPlan(GradientForm form, @Nullable BispectrumPlan bispectrum) {
    /** The plan of a bispectrum. */
    BispectrumPlan expectBispectrum() {
        if (bispectrum == null) {
            throw new IllegalStateException("no bispectrum was planned, but " + form);
        }
        return bispectrum;
    }
}
