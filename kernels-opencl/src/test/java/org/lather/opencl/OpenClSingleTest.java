package org.lather.opencl;

import org.lather.backend.Backend;
import org.lather.backend.BackendContract;
import org.lather.backend.Precision;

class OpenClSingleTest extends BackendContract {
    @Override
    protected Backend open(int threads) {
        return Here.open(Precision.SINGLE, threads);
    }
}
