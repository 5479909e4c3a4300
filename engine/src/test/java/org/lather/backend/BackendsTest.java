package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Collections;
import java.util.Enumeration;
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
    void saysThatTheFastBackendIsMissing() {
        try (Backend b = Backends.first(List.of("cpu", "reference"), SINGLE)) {
            assertThat(b.info().name()).isEqualTo("reference");
            assertThat(b.info().warnings())
                    .containsExactly("backend cpu: it is not on the class path, so that the scalar reference computes,"
                            + " ten times slower or more. Add lather-kernels-cpu");
        }
        try (Backend b = Backends.open("reference", SINGLE)) {
            assertThat(b.info().warnings()).isEmpty();
        }
    }

    @Test
    void requiresOneOfSome() {
        try (Backend b = Backends.require(SINGLE, "cpu", "reference")) {
            assertThat(b.info().name()).isEqualTo("reference");
        }
        assertThatThrownBy(() -> Backends.require(SINGLE, "cuda", "cpu"))
                .isInstanceOf(UnavailableBackendException.class)
                .hasMessageContaining("backend cuda: it is not part of this installation")
                .hasMessageContaining("backend cpu: it is not part of this installation");
        assertThatThrownBy(() -> Backends.require(SINGLE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsBackendsWhoseRegistrationWasLost() throws Exception {
        URL classes = Backends.class.getProtectionDomain().getCodeSource().getLocation();
        URL logging =
                org.slf4j.Logger.class.getProtectionDomain().getCodeSource().getLocation();
        // the archive of a program without META-INF/services
        ClassLoader without = new URLClassLoader(new URL[] {classes, logging}, ClassLoader.getPlatformClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.contains("BackendProvider") ? Collections.emptyEnumeration() : super.getResources(name);
            }
        };
        Class<?> backends = without.loadClass(Backends.class.getName());
        Object backend = backends.getMethod("automatic").invoke(null);
        Class<?> type = without.loadClass(Backend.class.getName());
        Object info = type.getMethod("info").invoke(backend);
        assertThat(info).asString().startsWith("reference (").contains("1 warning");
        assertThat(info.getClass().getMethod("warnings").invoke(info))
                .asString()
                .contains("Add lather-kernels-cpu");
        assertThat(backends.getClassLoader()).isSameAs(without);
        type.getMethod("close").invoke(backend);
    }

    @Test
    void refusesOtherNames() {
        assertThatThrownBy(() -> Backends.open("gpu", SINGLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("auto, cuda, opencl, cpu, reference");
    }
}
