package org.lather.bench;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.structure.Structure;

/**
 * Ends a process without closing a backend: {@code Shutdown BACKEND [CUDA-LIBRARIES]}. A daemon thread computes on it;
 * main returns once that has begun. The process must end with exit code 0 whatever the driver does at its end.
 */
public final class Shutdown {
    private Shutdown() {}

    public static void main(String[] args) throws InterruptedException {
        Path libraries = args.length > 1 ? Path.of(args[1]) : null;
        Backend backend = Backends.open(args[0], new BackendRequest(Precision.DOUBLE, 2, 0, libraries));
        Workload workload = Workload.of("mol");
        CountDownLatch computing = new CountDownLatch(2);
        Thread worker = new Thread(
                () -> {
                    while (true) {
                        features(backend, workload);
                        computing.countDown();
                    }
                },
                "computing");
        worker.setDaemon(true);
        worker.setUncaughtExceptionHandler((thread, e) -> {
            System.err.println(e);
            Runtime.getRuntime().halt(1);
        });
        worker.start();
        computing.await();
        System.out.println("computed, left open: " + backend.info().device());
    }

    private static void features(Backend backend, Workload workload) {
        Structure first = workload.structures().get(0);
        try (Batch batch = backend.upload(java.util.List.of(first), workload.channels());
                Features f = backend.features(new Range(batch, 0, first.size()), workload.descriptor())) {
            f.download(0, 1, new double[f.columns()], 0);
        }
    }
}
