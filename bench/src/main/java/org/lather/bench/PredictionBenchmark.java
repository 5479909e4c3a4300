package org.lather.bench;

import java.util.concurrent.TimeUnit;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.execution.Execution;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Predictions of one structure in a call, another one each time, beside predictions of all structures in one call. The
 * counters are rates in structures, environments and pairs a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // the harness sets parameters and calls open
public class PredictionBenchmark {
    @Param({"dimer", "chno", "silicon"})
    String system;

    @Param({"values", "gradients", "uncertainties"})
    String request;

    @Param({"1", "2"})
    int threads;

    @Param("DOUBLE")
    Precision precision;

    @Param("cpu")
    String backend;

    private Backend opened;
    private Model model;
    private PredictionSystem of;
    private Request wanted;
    private int next;

    /** What was predicted. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Rates {
        public double structures;
        public double environments;
        public double pairs;

        void add(int count, int atoms, int neighbours) {
            structures += count;
            environments += atoms;
            pairs += neighbours;
        }
    }

    private int[] pairs;
    private int allAtoms;
    private int allPairs;

    static Request request(String name) {
        return switch (name) {
            case "values" -> Request.VALUES;
            case "gradients" -> Request.GRADIENTS;
            case "uncertainties" -> Request.UNCERTAINTIES;
            default -> throw new IllegalArgumentException("expected values, gradients or uncertainties, got " + name);
        };
    }

    @Setup
    public void open() {
        opened = Backends.open(backend, new BackendRequest(precision, threads, 0, null));
        of = PredictionSystem.of(system, opened);
        model = Model.of(of.parameters(), opened);
        wanted = request(request);
        pairs = of.structures().stream().mapToInt(of::pairs).toArray();
        for (int i = 0; i < pairs.length; i++) {
            allAtoms += of.structures().get(i).size();
            allPairs += pairs[i];
        }
        System.out.println(of.describe() + "; " + opened.info().device() + ", "
                + precision.name().toLowerCase(java.util.Locale.ROOT) + " precision");
    }

    /** One structure in a call. */
    @Benchmark
    public Prediction single(Rates rates) {
        next = (next + 1) % pairs.length;
        Structure s = of.structures().get(next);
        rates.add(1, s.size(), pairs[next]);
        return model.predict(s, wanted);
    }

    /** All structures in a call. */
    @Benchmark
    public void streamed(Rates rates, Blackhole hole) {
        model.predict(of.structures().iterator(), wanted, Execution.defaults(), hole::consume);
        rates.add(pairs.length, allAtoms, allPairs);
    }

    @TearDown
    public void close() {
        model.close();
        opened.close();
    }
}
