package org.lather.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Range;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.neighbour.NeighbourList;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The stages from structures to covariances as far as a backend's operations show them: time per {@value #BLOCK}
 * environments.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // the harness sets parameters and calls open
public class SoapBenchmark {
    /** Their power spectra fit the second-level cache beside the tables. */
    static final int BLOCK = 32;

    private static final Covariance COVARIANCE = new Covariance(2, Covariance.Centers.SAME);

    @Param({"mol", "si"})
    String workload;

    @Param("DOUBLE")
    Precision precision;

    @Param("cpu")
    String backend;

    @Param("1")
    int threads;

    private Backend opened;
    private Batch batch;
    private DensityExpansion expansion;
    private Descriptor power;
    private Descriptor coefficients;
    private Features block;
    private Features representatives;
    private Tile tile;
    private List<Structure> structures;
    private int from;

    @Setup
    public void open() {
        Workload w = Workload.of(workload);
        structures = w.structures();
        power = w.descriptor();
        expansion = power.onlyExpansion();
        coefficients = new Descriptor.SphericalExpansion(expansion);
        opened = Backends.open(backend, new BackendRequest(precision, threads, 0, null));
        batch = opened.upload(structures, w.channels());
        block = couple(0, BLOCK, power);
        representatives = couple(BLOCK, 9 * BLOCK, power);
        tile = opened.tile(BLOCK, 8 * BLOCK);
    }

    private Features couple(int first, int end, Descriptor d) {
        return opened.features(new Range(batch, first, end), d);
    }

    private int next(Descriptor d) {
        from = from + 2 * BLOCK <= batch.environments() ? from + BLOCK : 0;
        try (Features f = couple(from, from + BLOCK, d)) {
            return f.rows();
        }
    }

    /** Neighbour lists of all structures together. */
    @Benchmark
    public int neighboursOfAll() {
        int pairs = 0;
        for (Structure s : structures) {
            pairs += NeighbourList.of(s, expansion.cutoff().radius()).pairs();
        }
        return pairs;
    }

    /** Density coefficients. */
    @Benchmark
    public int expand() {
        return next(coefficients);
    }

    /** Density coefficients, power spectrum and norms. */
    @Benchmark
    public int expandAndCouple() {
        return next(power);
    }

    /** Covariances with {@code 8 BLOCK} environments. */
    @Benchmark
    public Tile gram() {
        opened.covariances(Side.of(block), Side.of(representatives), COVARIANCE, 1, tile);
        return tile;
    }

    @TearDown
    public void close() {
        tile.close();
        representatives.close();
        block.close();
        batch.close();
        opened.close();
    }
}
