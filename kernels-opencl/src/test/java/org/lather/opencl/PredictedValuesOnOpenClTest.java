package org.lather.opencl;

import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.predict.PredictedValuesContract;

/** The values on a device. */
class PredictedValuesOnOpenClTest extends PredictedValuesContract {
    @Override
    protected Backend open() {
        return Here.open(Precision.DOUBLE, 2);
    }
}
