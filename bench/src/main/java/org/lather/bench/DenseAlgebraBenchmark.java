package org.lather.bench;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Dense algebra; the counter {@code gigaflops} is the rate in GFLOP/s. Operations in place include a copy of their
 * matrix.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@NullUnmarked // the fields are set by the harness
public class DenseAlgebraBenchmark {
    @Param({"100", "300", "1000", "3000"})
    int size;

    @Param({"GEMM", "GRAM", "SYRK", "POTRF", "TRSM"})
    DenseOperation op;

    @Param("cpu")
    String backend;

    @Param("1")
    int threads;

    private Backend open;
    private DenseOperation.Problem problem;

    /** The rate of floating-point operations. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Rate {
        public double gigaflops;
    }

    @Setup(Level.Trial)
    public void open() {
        open = Backends.open(backend, new BackendRequest(Precision.DOUBLE, threads, 0, null));
        problem = new DenseOperation.Problem(op, size);
    }

    @TearDown(Level.Trial)
    public void close() {
        open.close();
    }

    @Benchmark
    public double[] run(Rate rate) {
        problem.restore();
        rate.gigaflops += problem.flops() * 1e-9;
        return problem.run(open.algebra().dense());
    }
}
