package org.lather.cpu;

import org.lather.backend.Backend;
import org.lather.backend.BackendContract;
import org.lather.backend.Precision;

class CpuSingleTest extends BackendContract {
    @Override
    protected Backend open(int threads) {
        return new CpuBackend(Precision.SINGLE, threads);
    }
}
