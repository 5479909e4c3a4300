package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lather.backend.BackendProvider;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.UnavailableBackendException;

/** Runs without the module of the Vector API. */
@Tag("without-vector-module")
class CpuProviderWithoutVectorModule {
    @Test
    void saysWhichFlagIsMissing() {
        assertThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isEmpty();
        BackendProvider.Probe probe = new CpuProvider().probe(BackendRequest.defaults());
        assertThat(probe.available()).isFalse();
        assertThat(probe.automatic()).isFalse();
        assertThat(probe.reason()).isEqualTo("the module jdk.incubator.vector is not loaded");
        assertThat(probe.cure()).isEqualTo("Start Java with --add-modules jdk.incubator.vector");
    }

    @Test
    void failsWhenNamed() {
        assertThatThrownBy(() -> Backends.open("cpu", BackendRequest.defaults()))
                .isInstanceOf(UnavailableBackendException.class)
                .hasMessageContaining("--add-modules jdk.incubator.vector");
    }

    @Test
    void leavesAutomaticChoiceToOthers() {
        try (var backend = Backends.automatic()) {
            assertThat(backend.info().name()).isEqualTo("reference");
            assertThat(backend.info().warnings())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("the module jdk.incubator.vector is not loaded", "--add-modules jdk.incubator.vector");
        }
    }
}
