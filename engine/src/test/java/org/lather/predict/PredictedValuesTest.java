package org.lather.predict;

import org.lather.backend.Backend;
import org.lather.training.SmallTraining;

/** The values on the backend {@code reference}. */
class PredictedValuesTest extends PredictedValuesContract {
    @Override
    protected Backend open() {
        return SmallTraining.reference();
    }
}
