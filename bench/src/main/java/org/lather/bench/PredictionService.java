package org.lather.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.model.ModelFile;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;

/**
 * Predicts energies, forces and uncertainties of 64 silicon atoms with several threads and one model for a while, and
 * prints every ten seconds the predictions so far and the heap in use after a collection. Ends with exit code 1 if a
 * prediction fails. To be run with a small heap, e.g. -Xmx80m. The model is trained by another process, since a
 * training needs more memory than predictions.
 *
 * <p>Usage: PredictionService train MODEL [REPRESENTATIVES], then PredictionService MODEL [SECONDS [THREADS]]
 */
public final class PredictionService {
    private static final int INTERVAL = 10;
    private static final int STRUCTURES = 64;

    private PredictionService() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 0) {
            System.err.println("usage: train MODEL [REPRESENTATIVES], or MODEL [SECONDS [THREADS]]");
            System.exit(2);
        } else if (args[0].equals("train")) {
            train(Path.of(args[1]), args.length > 2 ? Integer.parseInt(args[2]) : 500);
        } else {
            serve(
                    Path.of(args[0]),
                    args.length > 1 ? Integer.parseInt(args[1]) : 300,
                    args.length > 2 ? Integer.parseInt(args[2]) : 4);
        }
    }

    private static Backend backend() {
        return Backends.open("cpu", new BackendRequest(Precision.DOUBLE, 2, 0, null));
    }

    private static void train(Path file, int representatives) throws IOException {
        try (Backend backend = backend()) {
            ModelFile.write(
                    file,
                    PredictionSystem.of("silicon", backend, representatives).parameters());
        }
    }

    private static void serve(Path file, int seconds, int threads) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(7);
        List<Structure> structures =
                Stream.generate(() -> SolidFit.cell(random)).limit(STRUCTURES).toList();
        Request request = Request.GRADIENTS.with(Uncertainties.VALUES);
        ExecutorService service = Executors.newFixedThreadPool(threads);
        AtomicLong count = new AtomicLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try (Backend backend = backend();
                Model model = Model.of(ModelFile.read(file, true), backend)) {
            for (int t = 0; t < threads; t++) {
                int first = t;
                service.execute(() -> {
                    try {
                        for (int i = first; System.nanoTime() < end && failure.get() == null; i++) {
                            model.predict(structures.get(i % structures.size()), request);
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
        Throwable thrown = failure.get();
        if (thrown != null) {
            System.err.println("a prediction failed: " + thrown);
            System.exit(1);
        }
        System.out.println(count.get() + " predictions in " + seconds + " s with " + threads + " threads");
    }
}
