package org.lather.backend.reference;

import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;

/** Provides the reference backend, which is always available. */
public final class ReferenceProvider implements BackendProvider {
    @Override
    public String name() {
        return ReferenceBackend.NAME;
    }

    @Override
    public Probe probe(BackendRequest request) {
        return Probe.available(ReferenceBackend.DEVICE);
    }

    @Override
    public Backend open(BackendRequest request) {
        return new ReferenceBackend(request.precision(), request.warnings());
    }
}
