package org.lather.bench;

import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;

/**
 * Predicts energies, forces and uncertainties of 64 silicon atoms with several threads and one model of 100
 * representatives for a while, and prints every ten seconds the predictions so far and the heap in use after a
 * collection. Ends with exit code 1 if a prediction fails. To be run with a small heap, e.g. -Xmx80m.
 *
 * <p>Usage: PredictionService [SECONDS [THREADS]]
 */
public final class PredictionService {
    private static final int INTERVAL = 10;
    private static final int REPRESENTATIVES = 100;

    private PredictionService() {}

    public static void main(String[] args) throws InterruptedException {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        Request request = Request.GRADIENTS.with(Uncertainties.VALUES);
        ExecutorService service = Executors.newFixedThreadPool(threads);
        AtomicLong count = new AtomicLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try (Backend backend = Backends.open("cpu", new BackendRequest(Precision.DOUBLE, 2, 0, null))) {
            PredictionSystem system = PredictionSystem.of("silicon", backend, REPRESENTATIVES);
            try (Model model = Model.of(system.parameters(), backend)) {
                for (int t = 0; t < threads; t++) {
                    int first = t;
                    service.execute(() -> {
                        try {
                            for (int i = first; System.nanoTime() < end && failure.get() == null; i++) {
                                Structure s = system.structures()
                                        .get(i % system.structures().size());
                                model.predict(s, request);
                                count.incrementAndGet();
                            }
                        } catch (RuntimeException | Error e) {
                            failure.compareAndSet(null, e);
                        }
                    });
                }
                service.shutdown();
                while (!service.awaitTermination(INTERVAL, TimeUnit.SECONDS)) {
                    System.gc();
                    Runtime r = Runtime.getRuntime();
                    System.out.printf(
                            Locale.ROOT,
                            "%d predictions, %.1f MiB of heap in use%n",
                            count.get(),
                            (r.totalMemory() - r.freeMemory()) / 1048576.0);
                }
            }
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            System.err.println("a prediction failed: " + thrown);
            System.exit(1);
        }
        System.out.println(count.get() + " predictions in " + seconds + " s with " + threads + " threads");
    }
}
