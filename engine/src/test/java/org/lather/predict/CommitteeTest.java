package org.lather.predict;

import org.lather.backend.Backend;
import org.lather.training.SmallTraining;

/** Committees on the backend {@code reference}. */
class CommitteeTest extends CommitteeContract {
    @Override
    protected Backend open() {
        return SmallTraining.reference();
    }
}
