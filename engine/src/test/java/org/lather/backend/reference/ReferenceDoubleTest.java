package org.lather.backend.reference;

import org.lather.backend.Backend;
import org.lather.backend.BackendContract;
import org.lather.backend.Precision;

class ReferenceDoubleTest extends BackendContract {
    @Override
    protected Backend open(int threads) {
        return new ReferenceBackend(Precision.DOUBLE);
    }
}
