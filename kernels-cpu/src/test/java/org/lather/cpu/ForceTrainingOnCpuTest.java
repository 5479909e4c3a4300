package org.lather.cpu;

import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.training.ForceTrainingContract;

class ForceTrainingOnCpuTest extends ForceTrainingContract {
    @Override
    protected Backend open() {
        return Backends.open("cpu", new BackendRequest(Precision.DOUBLE, 2, 0, null));
    }
}
