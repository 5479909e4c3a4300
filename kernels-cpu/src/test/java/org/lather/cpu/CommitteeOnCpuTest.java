package org.lather.cpu;

import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.predict.CommitteeContract;

/** Committees on the backend {@code cpu}. */
class CommitteeOnCpuTest extends CommitteeContract {
    @Override
    protected Backend open() {
        return new CpuBackend(Precision.DOUBLE, 2);
    }
}
