package org.lather.backend.reference;

import org.lather.backend.Backend;
import org.lather.backend.BackendContract;
import org.lather.backend.Precision;

class ReferenceSingleTest extends BackendContract {
    @Override
    protected Backend open(int threads) {
        return new ReferenceBackend(Precision.SINGLE);
    }
}
