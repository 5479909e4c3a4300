package org.lather.cuda;

import org.lather.backend.Backend;
import org.lather.backend.BackendContract;
import org.lather.backend.Precision;

class CudaDoubleTest extends BackendContract {
    @Override
    protected Backend open(int threads) {
        return Here.open(Precision.DOUBLE, threads);
    }
}
