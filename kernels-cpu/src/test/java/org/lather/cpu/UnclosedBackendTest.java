package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.Precision;

/** A backend that the program loses without closing it ends its threads. */
class UnclosedBackendTest {
    /** Opens a backend of three threads that nothing refers to afterwards, and returns its two workers. */
    private static List<Thread> lose() {
        List<Thread> before = workers();
        CpuBackend lost = new CpuBackend(Precision.DOUBLE, 3);
        try {
            assertThat(lost.info().threads()).isEqualTo(3);
            List<Thread> out = new ArrayList<>(workers());
            out.removeAll(before);
            assertThat(out).hasSize(2);
            return out;
        } finally {
            // until here a collection must not end the threads
            Reference.reachabilityFence(lost);
        }
    }

    private static List<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("lather-cpu-"))
                .toList();
    }

    @Test
    void endsItsThreads() throws InterruptedException {
        List<Thread> workers = lose();
        for (int i = 0; i < 100 && workers.stream().anyMatch(Thread::isAlive); i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(workers).noneMatch(Thread::isAlive);
    }
}
