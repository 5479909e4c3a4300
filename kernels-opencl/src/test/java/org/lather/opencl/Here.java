package org.lather.opencl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.Precision;

/** The OpenCL backend of this machine. */
final class Here {
    private Here() {}

    /** Skips a test where there is none, unless it is required. */
    static Backend open(Precision precision, int threads) {
        BackendRequest request = new BackendRequest(precision, threads, 0, null);
        BackendProvider provider = new OpenClProvider();
        BackendProvider.Probe probe = provider.probe(request);
        if (!"opencl".equals(System.getProperty("require.backend"))) {
            assumeTrue(probe.available(), "no OpenCL here: " + probe.reason());
        }
        return provider.open(request);
    }
}
