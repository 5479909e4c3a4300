package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BackendsTest {
    private static final BackendRequest SINGLE = new BackendRequest(Precision.SINGLE, 1, 0, null);

    @Test
    void opensTheReferenceByName() {
        try (Backend b = Backends.open("reference", SINGLE)) {
            assertThat(b.info()).isEqualTo(new BackendInfo("reference", "Java, one thread", Precision.SINGLE, 1));
        }
    }

    @Test
    void reportsEveryCandidateAndOneChoice() {
        List<BackendReport> report = Backends.report(SINGLE);
        assertThat(report).extracting(BackendReport::name).isEqualTo(Backends.ORDER);
        assertThat(report).filteredOn(BackendReport::selected).hasSize(1);
        assertThat(report)
                .allSatisfy(r -> assertThat(r.available() || !r.cure().isEmpty())
                        .as(r.name())
                        .isTrue());
        try (Backend b = Backends.open("auto", SINGLE)) {
            assertThat(report)
                    .filteredOn(BackendReport::selected)
                    .first()
                    .extracting(BackendReport::name)
                    .isEqualTo(b.info().name());
        }
    }

    @Test
    void refusesOtherNames() {
        assertThatThrownBy(() -> Backends.open("gpu", SINGLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("auto, cuda, opencl, cpu, reference");
    }
}
