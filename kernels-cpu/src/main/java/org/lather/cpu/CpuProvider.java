package org.lather.cpu;

import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;

/**
 * Provides the backend {@code cpu} if the module of the Vector API is loaded. Its classes are not accessed before this
 * is known.
 */
public final class CpuProvider implements BackendProvider {
    private static final String MODULE = "jdk.incubator.vector";

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public Probe probe(BackendRequest request) {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Probe.unavailable(
                    "the module " + MODULE + " is not loaded", "Start Java with --add-modules " + MODULE);
        }
        return Probe.available(CpuBackend.device());
    }

    @Override
    public Backend open(BackendRequest request) {
        return new CpuBackend(request.precision(), request.threads());
    }
}
