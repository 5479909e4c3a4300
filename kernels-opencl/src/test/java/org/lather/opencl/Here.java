package org.lather.opencl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.Precision;

/** The OpenCL device of this machine. Tests are skipped where there is none, unless it is required. */
final class Here {
    private Here() {}

    static Backend open(Precision precision, int threads) {
        return require().open(new BackendRequest(precision, threads, 0, null));
    }

    static OpenClDevice device() {
        require();
        NativeLibrary.load();
        return new OpenClDevice(Candidate.all().get(0));
    }

    /** Returns the provider, or skips the test where there is no OpenCL and none is asked for. */
    static BackendProvider require() {
        BackendProvider provider = new OpenClProvider();
        BackendProvider.Probe probe = provider.probe(BackendRequest.defaults());
        if (!"opencl".equals(System.getProperty("require.backend"))) {
            assumeTrue(probe.available(), "no OpenCL here: " + probe.reason());
        }
        return provider;
    }
}
