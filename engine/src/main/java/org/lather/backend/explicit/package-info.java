/**
 * Derivatives of features for those who want them as numbers: {@link org.lather.backend.explicit.FeatureGradients},
 * forward, on the host, the same for every backend. Predictions and training do without them, see
 * {@link org.lather.backend.Gradients}.
 */
@NullMarked
package org.lather.backend.explicit;

import org.jspecify.annotations.NullMarked;
