package org.lather.cuda;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lather.backend.Precision;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.Grid;
import org.lather.backend.device.Program;
import org.lather.backend.device.ProgramSource;
import org.lather.backend.device.offload.DeviceBackend;

/** A device that computes nothing and notes which programs are asked for, with which constants. */
final class ProgramsInUse implements Device, DeviceAlgebra {
    private final Set<ProgramSource> sources = new LinkedHashSet<>();
    private final Map<Function, Integer> groups = new LinkedHashMap<>();
    /** The number of terms that the program of gradients of features sums, of all launches. */
    private final Set<Integer> terms = new LinkedHashSet<>();

    private final boolean dense;
    private final int architecture;

    private ProgramsInUse(boolean dense, int architecture) {
        this.dense = dense;
        this.architecture = architecture;
    }

    private record Nothing(long bytes) implements Buffer {
        @Override
        public void close() {}
    }

    private record Noted(ProgramSource source) implements Program {}

    /** A function of a program. */
    record Function(ProgramSource source, String name) {}

    /**
     * Every program of the backend on a device, with and without a vendor's algebra, in both precisions.
     *
     * @param architecture compute capability, 10 major + minor
     */
    static Set<ProgramSource> all(int architecture) {
        Set<ProgramSource> out = new LinkedHashSet<>();
        for (Precision precision : Precision.values()) {
            for (boolean dense : new boolean[] {false, true}) {
                ProgramsInUse device = new ProgramsInUse(dense, architecture);
                try (DeviceBackend backend = new DeviceBackend(device, precision, 1)) {
                    EveryOperation.run(backend);
                }
                out.addAll(device.sources);
            }
        }
        return out;
    }

    /**
     * What the work on molecules of H, C, N and O launches, 8 radial functions and l up to 6, and the work-items of a
     * group of each.
     *
     * @param dense with a vendor's algebra
     * @param architecture compute capability, 10 major + minor
     */
    static Map<Function, Integer> ofMolecules(boolean dense, int architecture) {
        return ofMolecules(dense, architecture, Precision.DOUBLE).groups;
    }

    private static ProgramsInUse ofMolecules(boolean dense, int architecture, Precision precision) {
        ProgramsInUse device = new ProgramsInUse(dense, architecture);
        try (DeviceBackend backend = new DeviceBackend(device, precision, 1)) {
            EveryOperation.ofMolecules(backend);
        }
        return device;
    }

    /** The number of terms of gradients of features that a device program sums; 0 where the vendor's algebra did. */
    static Set<Integer> termsOfGradients(boolean dense, Precision precision) {
        return ofMolecules(dense, 90, precision).terms;
    }

    @Override
    public DeviceInfo info() {
        int shared = Occupancy.localBytes(architecture);
        return new DeviceInfo("cuda", "none", 1L << 34, 1L << 34, 1024, 48 << 10, shared);
    }

    @Override
    public Buffer allocate(long bytes) {
        return new Nothing(bytes);
    }

    @Override
    public void upload(ByteBuffer from, Buffer to, long offset) {}

    @Override
    public void download(Buffer from, long offset, ByteBuffer to) {
        // what a download of before left in a shared buffer is no result
        to.duplicate().put(new byte[to.remaining()]);
    }

    @Override
    public void fill(Buffer buffer, long offset, long bytes) {}

    @Override
    public Program compile(ProgramSource source) {
        sources.add(source);
        return new Noted(source);
    }

    @Override
    public void launch(Program program, String function, Grid grid, Argument... arguments) {
        if (function.equals("featureSlopes")) {
            terms.add(((Argument.Int32) arguments[2]).value());
        }
        groups.merge(new Function(((Noted) program).source(), function), grid.groupSize(), Math::max);
    }

    @Override
    public void await() {}

    @Override
    public Optional<DeviceAlgebra> algebra() {
        return dense ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c) {}

    @Override
    public void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c) {}

    @Override
    public int potrf(int n, DeviceMatrix a) {
        return 0;
    }

    @Override
    public void potrs(int n, int count, DeviceMatrix l, DeviceMatrix x) {}

    @Override
    public void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix l, DeviceMatrix b) {}

    @Override
    public void close() {}
}
