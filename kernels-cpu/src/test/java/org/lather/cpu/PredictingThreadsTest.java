package org.lather.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.Precision;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;
import org.lather.uncertainty.Uncertainties;

/** Several threads predict with one model, and with two models of one backend. */
class PredictingThreadsTest {
    private static final int THREADS = 4;
    private static final Options OPTIONS = SmallTraining.options(
            "kernel: {zeta: 2}, representatives: {count: 40}, noise: 0.01", "energy: {baseline: composition}");
    private static final Request REQUEST = Request.GRADIENTS.with(Uncertainties.VALUES);

    private static void assertSame(Prediction got, Prediction expected) {
        assertThat(got.value("energy")).isEqualTo(expected.value("energy"));
        assertThat(got.uncertainty("energy")).isEqualTo(expected.uncertainty("energy"));
        assertThat(got.forces("energy")).containsExactly(expected.forces("energy"));
    }

    @Test
    void getTheSameBitsAsOne() throws Exception {
        List<Structure> structures = SmallTraining.clusters(34, 12);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Backend backend = new CpuBackend(Precision.DOUBLE, 2);
                Model a = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(31, 30));
                Model b = SmallTraining.fit(OPTIONS, backend, SmallTraining.clusters(32, 30))) {
            List<Prediction> ofA = new ArrayList<>();
            List<Prediction> ofB = new ArrayList<>();
            a.predict(structures.iterator(), REQUEST, Execution.defaults(), ofA::add);
            b.predict(structures.iterator(), REQUEST, Execution.defaults(), ofB::add);
            CountDownLatch start = new CountDownLatch(THREADS);
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Model own = t % 2 == 0 ? a : b;
                List<Prediction> expected = t % 2 == 0 ? ofA : ofB;
                done.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    for (int i = 0; i < 10 * structures.size(); i++) {
                        int s = i % structures.size();
                        assertSame(own.predict(structures.get(s), REQUEST), expected.get(s));
                        List<Prediction> streamed = new ArrayList<>();
                        own.predict(structures.iterator(), Request.VALUES, Execution.defaults(), streamed::add);
                        assertThat(streamed.get(s).value("energy"))
                                .isEqualTo(expected.get(s).value("energy"));
                    }
                    return null;
                }));
            }
            for (Future<?> f : done) {
                f.get();
            }
            a.close();
            b.close();
            assertThat(backend.resources().ledger().heldBytes()).isZero();
        } finally {
            threads.shutdown();
        }
    }
}
