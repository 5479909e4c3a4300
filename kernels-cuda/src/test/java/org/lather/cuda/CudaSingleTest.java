package org.lather.cuda;

import org.junit.jupiter.api.extension.ExtendWith;
import org.lather.backend.Backend;
import org.lather.backend.BackendContract;
import org.lather.backend.Precision;

@ExtendWith(Here.class)
class CudaSingleTest extends BackendContract {
    @Override
    protected Backend open(int threads) {
        return Here.open(Precision.SINGLE, threads);
    }

    @Override
    protected boolean sameBitsInAnyTile() {
        return false;
    }
}
