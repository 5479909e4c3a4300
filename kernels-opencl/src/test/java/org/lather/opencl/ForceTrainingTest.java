package org.lather.opencl;

import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.training.ForceTrainingContract;

class ForceTrainingTest extends ForceTrainingContract {
    @Override
    protected Backend open() {
        return Here.open(Precision.DOUBLE, 2);
    }
}
