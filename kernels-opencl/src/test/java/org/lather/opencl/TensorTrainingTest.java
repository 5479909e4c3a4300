package org.lather.opencl;

import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.training.TensorTrainingContract;

class TensorTrainingTest extends TensorTrainingContract {
    @Override
    protected Backend open() {
        return Here.open(Precision.DOUBLE, 2);
    }
}
