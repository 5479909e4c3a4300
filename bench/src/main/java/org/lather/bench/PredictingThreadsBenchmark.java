package org.lather.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.structure.Structure;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** Four threads predict single structures, with one model or each with its own model and backend of one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Threads(PredictingThreadsBenchmark.THREADS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // the harness sets parameters and calls open
public class PredictingThreadsBenchmark {
    static final int THREADS = 4;

    @Param({"dimer", "silicon"})
    String system;

    @Param({"values", "gradients"})
    String request;

    /** The number of models. */
    @Param({"1", "4"})
    int models;

    private final List<Backend> backends = new ArrayList<>();
    private final List<Model> opened = new ArrayList<>();
    private final AtomicInteger threads = new AtomicInteger();
    private PredictionSystem of;

    /** The structure that a thread predicts next, and the number of the thread. */
    @State(Scope.Thread)
    public static class Turn {
        int thread;
        int next;

        @Setup
        public void number(PredictingThreadsBenchmark all) {
            thread = all.threads.getAndIncrement();
        }
    }

    @Setup
    public void open() {
        for (int m = 0; m < models; m++) {
            backends.add(Backends.open("cpu", new BackendRequest(Precision.DOUBLE, models == 1 ? 2 : 1, 0, null)));
        }
        of = PredictionSystem.of(system, backends.get(0));
        backends.forEach(b -> opened.add(Model.of(of.parameters(), b)));
        System.out.println(of.describe());
    }

    /** Structures a second of all threads together. */
    @Benchmark
    public Prediction structures(Turn turn) {
        turn.next = (turn.next + 1) % of.structures().size();
        Structure s = of.structures().get(turn.next);
        return opened.get(turn.thread % models).predict(s, PredictionBenchmark.request(request));
    }

    @TearDown
    public void close() {
        opened.forEach(Model::close);
        backends.forEach(Backend::close);
    }
}
