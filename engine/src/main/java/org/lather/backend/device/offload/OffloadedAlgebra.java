package org.lather.backend.device.offload;

import java.util.function.Supplier;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dense algebra on arrays of the host that a vendor's algebra does on a device where the arithmetic is worth the way
 * there and back; the host does the rest, what the device has no memory for, and what is not positive definite, of
 * which it names the pivot.
 */
public final class OffloadedAlgebra implements DenseAlgebra {
    private static final Logger LOG = LoggerFactory.getLogger(OffloadedAlgebra.class);

    /** About the rate of a host's processor over the rate at which it copies to a device and back, FLOP per byte. */
    static final double WORTH_IT = 64;

    private final Workspace workspace;
    private final DeviceAlgebra vendor;
    private final DenseAlgebra host;
    private final double worthIt;

    /** What an operation reads or writes of an array. */
    @SuppressWarnings("ArrayRecordComponent") // the caller's array itself
    private record Span(double[] array, int offset, int stride, int rows, int columns) {
        int count() {
            return rows == 0 ? 0 : (rows - 1) * stride + columns;
        }
    }

    OffloadedAlgebra(Workspace workspace, DeviceAlgebra vendor, DenseAlgebra host) {
        this(workspace, vendor, host, WORTH_IT);
    }

    private OffloadedAlgebra(Workspace workspace, DeviceAlgebra vendor, DenseAlgebra host, double worthIt) {
        this.workspace = workspace;
        this.vendor = vendor;
        this.host = host;
        this.worthIt = worthIt;
    }

    /**
     * All of it on the device, however small.
     *
     * @param device one with algebra of its vendor; stays open
     * @param host does what is not positive definite
     */
    public static OffloadedAlgebra everything(Device device, DenseAlgebra host) {
        return new OffloadedAlgebra(
                new Workspace(device, org.lather.backend.Precision.DOUBLE, Long.MAX_VALUE),
                device.algebra()
                        .orElseThrow(() -> new IllegalArgumentException("expected a device with dense algebra, got "
                                + device.info().name())),
                host,
                0);
    }

    private boolean worthIt(double flop, Span... spans) {
        double bytes = 0;
        for (Span s : spans) {
            bytes += 8.0 * s.count();
        }
        return bytes > 0 && flop >= worthIt * bytes;
    }

    private Allocation up(Span s) {
        Allocation out = workspace.allocate("matrix", 8L * s.count());
        boolean done = false;
        try {
            workspace.transfers().doubles(s.array, s.offset, s.count(), out.buffer(), 0);
            done = true;
        } finally {
            if (!done) {
                out.close();
            }
        }
        return out;
    }

    private void down(Allocation from, Span s) {
        workspace.transfers().download(from.buffer(), 0, s.array, s.offset, s.count());
    }

    private static DeviceMatrix matrix(Allocation a, Span s) {
        return new DeviceMatrix(a.buffer(), 0, s.stride);
    }

    /** Whether the device did it; where its memory did not suffice, nothing has changed. */
    private static boolean tried(String operation, Supplier<Boolean> work) {
        try {
            return work.get();
        } catch (DeviceMemoryException e) {
            LOG.info("{} is done by the host: {}", operation, e.getMessage());
            return false;
        }
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int aStride,
            double[] b,
            int bOffset,
            int bStride,
            double beta,
            double[] c,
            int cOffset,
            int cStride) {
        Span x = new Span(a, aOffset, aStride, transposeA ? k : m, transposeA ? m : k);
        Span y = new Span(b, bOffset, bStride, transposeB ? n : k, transposeB ? k : n);
        Span z = new Span(c, cOffset, cStride, m, n);
        boolean done = worthIt(2.0 * m * n * k, x, y, z, z)
                && tried("a product of matrices", () -> {
                    try (Allocation da = up(x);
                            Allocation db = up(y);
                            Allocation dc = up(z)) {
                        vendor.gemm(
                                transposeA,
                                transposeB,
                                m,
                                n,
                                k,
                                alpha,
                                matrix(da, x),
                                matrix(db, y),
                                beta,
                                matrix(dc, z));
                        down(dc, z);
                        return true;
                    }
                });
        if (!done) {
            host.gemm(
                    transposeA,
                    transposeB,
                    m,
                    n,
                    k,
                    alpha,
                    a,
                    aOffset,
                    aStride,
                    b,
                    bOffset,
                    bStride,
                    beta,
                    c,
                    cOffset,
                    cStride);
        }
    }

    @Override
    public void syrk(
            boolean transpose,
            int n,
            int k,
            double alpha,
            double[] a,
            int aOffset,
            int aStride,
            double beta,
            double[] c,
            int cOffset,
            int cStride) {
        Span x = new Span(a, aOffset, aStride, transpose ? k : n, transpose ? n : k);
        Span z = new Span(c, cOffset, cStride, n, n);
        boolean done = worthIt((double) n * n * k, x, z, z)
                && tried("a product with the transpose", () -> {
                    try (Allocation da = up(x);
                            Allocation dc = up(z)) {
                        vendor.syrk(transpose, n, k, alpha, matrix(da, x), beta, matrix(dc, z));
                        down(dc, z);
                        return true;
                    }
                });
        if (!done) {
            host.syrk(transpose, n, k, alpha, a, aOffset, aStride, beta, c, cOffset, cStride);
        }
    }

    @Override
    public void potrf(int n, double[] a, int aOffset, int aStride) {
        Span x = new Span(a, aOffset, aStride, n, n);
        boolean done = worthIt((double) n * n * n / 3, x, x)
                && finite(x)
                && tried("a factorisation", () -> {
                    try (Allocation da = up(x)) {
                        if (vendor.potrf(n, matrix(da, x)) != 0) {
                            return false;
                        }
                        down(da, x);
                        return true;
                    }
                });
        if (!done) {
            host.potrf(n, a, aOffset, aStride);
        }
    }

    /** Vendors do not promise to find what is not a number. */
    private static boolean finite(Span s) {
        for (int i = 0; i < s.rows; i++) {
            for (int j = 0; j <= i; j++) {
                if (!Double.isFinite(s.array[s.offset + i * s.stride + j])) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void trsm(
            boolean left,
            boolean transpose,
            int m,
            int n,
            double[] l,
            int lOffset,
            int lStride,
            double[] b,
            int bOffset,
            int bStride) {
        int size = left ? m : n;
        Span x = new Span(l, lOffset, lStride, size, size);
        Span z = new Span(b, bOffset, bStride, m, n);
        boolean done = worthIt((double) m * n * size, x, z, z)
                && tried("a triangular solution", () -> {
                    try (Allocation dl = up(x);
                            Allocation db = up(z)) {
                        vendor.trsm(left, transpose, m, n, matrix(dl, x), matrix(db, z));
                        down(db, z);
                        return true;
                    }
                });
        if (!done) {
            host.trsm(left, transpose, m, n, l, lOffset, lStride, b, bOffset, bStride);
        }
    }
}
