package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendReport;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.DeviceException;
import org.lather.backend.UnavailableBackendException;

/** Without a driver: the reason, the cure, and no exception but where the backend was asked for by name. */
class CudaProviderTest {
    private static final BackendRequest REQUEST = BackendRequest.defaults();
    private final BackendProvider provider = new CudaProvider();

    @Test
    void isFound() {
        assertThat(ServiceLoader.load(BackendProvider.class))
                .anyMatch(p -> p.name().equals("cuda"));
    }

    @Test
    void saysWhyItIsUnavailable() {
        BackendProvider.Probe probe = provider.probe(REQUEST);
        assumeFalse(probe.available(), "CUDA works here");
        assertThat(probe.reason()).isNotEmpty().doesNotContain("\n", "Exception", "Error:", "!");
        assertThat(probe.cure()).isNotEmpty().doesNotContain("\n");
        assertThat(provider.probe(REQUEST)).as("the second time").isEqualTo(probe);
        if (probe.reason().contains("no NVIDIA driver")) {
            assertThat(probe.reason()).isEqualTo("there is no NVIDIA driver (libcuda.so.1 was not found)");
        }
        assertThatThrownBy(() -> provider.open(REQUEST))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining(probe.reason());
    }

    @Test
    void automaticGoesOn() {
        assumeFalse(provider.probe(REQUEST).available(), "CUDA works here");
        assertThat(Backends.report(REQUEST))
                .filteredOn(BackendReport::selected)
                .extracting(BackendReport::name)
                .doesNotContain("cuda")
                .hasSize(1);
        assertThatThrownBy(() -> Backends.open("cuda", REQUEST)).isInstanceOf(UnavailableBackendException.class);
    }
}
