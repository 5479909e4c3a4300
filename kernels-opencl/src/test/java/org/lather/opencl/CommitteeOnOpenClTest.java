package org.lather.opencl;

import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.predict.CommitteeContract;

/** Committees on a device. */
class CommitteeOnOpenClTest extends CommitteeContract {
    @Override
    protected Backend open() {
        return Here.open(Precision.DOUBLE, 2);
    }
}
