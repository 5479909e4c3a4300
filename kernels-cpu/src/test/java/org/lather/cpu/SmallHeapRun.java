package org.lather.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

/**
 * Predicts in a process of little memory, and prints the bytes of the heap that are in use after a tenth of the work
 * and after all of it: {@code cycles COUNT} opens a backend and a model, predicts and closes them, {@code service COUNT
 * THREADS} predicts COUNT times with each of several threads and one model.
 */
final class SmallHeapRun {
    private static final Options OPTIONS = SmallTraining.options(
            "kernel: {zeta: 2}, representatives: {count: 40}, noise: 0.01", "energy: {baseline: composition}");
    private static final Request REQUEST = Request.GRADIENTS.with(Uncertainties.VALUES);

    private SmallHeapRun() {}

    public static void main(String[] args) throws Exception {
        ModelParameters parameters;
        try (Backend backend = new CpuBackend(Precision.DOUBLE, 1);
                Model trained = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(31, 30))) {
            parameters = trained.parameters();
        }
        List<Structure> structures = SmallTraining.clusters(34, 12);
        int count = Integer.parseInt(args[1]);
        if (args[0].equals("cycles")) {
            cycles(parameters, structures, count / 10);
            long before = used();
            cycles(parameters, structures, count - count / 10);
            print(before);
        } else {
            service(parameters, structures, count, Integer.parseInt(args[2]));
        }
    }

    private static void cycles(ModelParameters parameters, List<Structure> structures, int count) {
        for (int i = 0; i < count; i++) {
            try (Backend backend = new CpuBackend(Precision.DOUBLE, 2);
                    Model model = Model.of(parameters, backend)) {
                predict(model, structures.get(i % structures.size()));
            }
        }
    }

    private static void predict(Model model, Structure s) {
        if (!(model.predict(s, REQUEST).uncertainty("energy") > 0)) {
            throw new IllegalStateException("expected an uncertainty above 0");
        }
    }

    private static void service(ModelParameters parameters, List<Structure> structures, int count, int threads)
            throws Exception {
        ExecutorService service = Executors.newFixedThreadPool(threads);
        try (Backend backend = new CpuBackend(Precision.DOUBLE, 2);
                Model model = Model.of(parameters, backend)) {
            serve(service, model, structures, count / 10, threads);
            long before = used();
            serve(service, model, structures, count - count / 10, threads);
            print(before);
        } finally {
            service.shutdown();
        }
    }

    private static void serve(ExecutorService service, Model model, List<Structure> structures, int count, int threads)
            throws Exception {
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t;
            done.add(service.submit(() -> {
                for (int i = 0; i < count; i++) {
                    predict(model, structures.get((first + i) % structures.size()));
                }
            }));
        }
        for (Future<?> f : done) {
            f.get();
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void print(long before) {
        System.out.println(before + " " + used());
    }
}
