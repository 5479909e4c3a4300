package org.lather.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.lather.backend.Backend;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.Precision;

/** The CUDA backend of this machine. */
final class Here {
    private Here() {}

    /** Skips a test where there is none, unless it is required. */
    static Backend open(Precision precision, int threads) {
        BackendRequest request = new BackendRequest(precision, threads, 0, null);
        BackendProvider provider = new CudaProvider();
        if (!"cuda".equals(System.getProperty("require.backend"))) {
            BackendProvider.Probe probe = provider.probe(request);
            assumeTrue(probe.available(), "no CUDA here: " + probe.reason());
        }
        return provider.open(request);
    }
}
