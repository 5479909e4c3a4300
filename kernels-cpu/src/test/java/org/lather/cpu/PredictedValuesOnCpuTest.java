package org.lather.cpu;

import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.predict.PredictedValuesContract;

/** The values on the backend {@code cpu}, where representatives are packed by channels. */
class PredictedValuesOnCpuTest extends PredictedValuesContract {
    @Override
    protected Backend open() {
        return new CpuBackend(Precision.DOUBLE, 2);
    }
}
