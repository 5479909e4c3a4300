package org.lather.backend.reference;

import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.golden.GoldenContract;

class ReferenceGoldenTest extends GoldenContract {
    @Override
    protected Backend open() {
        return new ReferenceBackend(Precision.DOUBLE);
    }
}
