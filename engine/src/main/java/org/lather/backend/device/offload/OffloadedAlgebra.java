package org.lather.backend.device.offload;

import java.util.function.Supplier;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Matrix;
import org.lather.backend.MatrixShapes;
import org.lather.backend.Owned;
import org.lather.backend.device.Device;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dense linear algebra on host arrays. A vendor's library executes operations on a device if they have enough
 * arithmetic to justify the transfers. The host executes the others, those for which the device has no memory, and
 * those with matrices that are not positive definite, whose pivot it reports.
 */
public final class OffloadedAlgebra implements DenseAlgebra {
    private static final Logger LOG = LoggerFactory.getLogger(OffloadedAlgebra.class);

    /**
     * Smallest arithmetic intensity to offload, FLOP per byte: about the rate of a CPU divided by the bandwidth of
     * transfers.
     */
    static final double WORTH_IT = 64;

    private final Workspace workspace;
    private final DeviceAlgebra vendor;
    private final DenseAlgebra host;
    private final double worthIt;

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
     * Creates linear algebra that offloads all operations, however small.
     *
     * @param device a device with a vendor's library; stays open
     * @param host executes what is not positive definite
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

    private boolean worthIt(double flop, Matrix... matrices) {
        double bytes = 0;
        for (Matrix m : matrices) {
            bytes += 8.0 * m.span();
        }
        return bytes > 0 && flop >= worthIt * bytes;
    }

    private Allocation up(Matrix m) {
        Allocation out = workspace.allocate("matrix", 8L * m.span());
        Owned.orClose(
                () -> workspace.transfers().doubles(m.values(), m.offset(), m.span(), out.buffer(), 0), out::close);
        return out;
    }

    private void down(Allocation from, Matrix m) {
        workspace.transfers().download(from.buffer(), 0, m.values(), m.offset(), m.span());
    }

    private static DeviceMatrix matrix(Allocation a, Matrix m) {
        return new DeviceMatrix(a.buffer(), 0, m.stride());
    }

    /** Whether the device executed the operation; if its memory was not sufficient, nothing has changed. */
    private static boolean tried(String operation, Supplier<Boolean> work) {
        try {
            return work.get();
        } catch (DeviceMemoryException e) {
            LOG.info("{} is done by the host: {}", operation, e.getMessage());
            return false;
        }
    }

    @Override
    public void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c) {
        MatrixShapes.gemm(a, b, c);
        int m = c.rows();
        int n = c.columns();
        int k = a.columns();
        boolean done = worthIt(2.0 * m * n * k, a, b, c, c)
                && tried("a product of matrices", () -> {
                    try (Allocation da = up(a);
                            Allocation db = up(b);
                            Allocation dc = up(c)) {
                        vendor.gemm(
                                new Product(a.transposed(), b.transposed(), m, n, k),
                                alpha,
                                matrix(da, a),
                                matrix(db, b),
                                beta,
                                matrix(dc, c));
                        down(dc, c);
                        return true;
                    }
                });
        if (!done) {
            host.gemm(alpha, a, b, beta, c);
        }
    }

    @Override
    public void syrk(double alpha, Matrix a, double beta, Matrix c) {
        MatrixShapes.syrk(a, c);
        int n = c.rows();
        int k = a.columns();
        boolean done = worthIt((double) n * n * k, a, c, c)
                && tried("a product with the transpose", () -> {
                    try (Allocation da = up(a);
                            Allocation dc = up(c)) {
                        vendor.syrk(
                                new SymmetricProduct(a.transposed(), n, k), alpha, matrix(da, a), beta, matrix(dc, c));
                        down(dc, c);
                        return true;
                    }
                });
        if (!done) {
            host.syrk(alpha, a, beta, c);
        }
    }

    @Override
    public void potrf(Matrix a) {
        MatrixShapes.potrf(a);
        int n = a.rows();
        boolean done = worthIt((double) n * n * n / 3, a, a)
                && finite(a)
                && tried("a factorisation", () -> {
                    try (Allocation da = up(a)) {
                        if (vendor.potrf(n, matrix(da, a)) != 0) {
                            return false;
                        }
                        down(da, a);
                        return true;
                    }
                });
        if (!done) {
            host.potrf(a);
        }
    }

    /** Whether all values are finite; vendors do not guarantee to detect other values. */
    private static boolean finite(Matrix m) {
        for (int i = 0; i < m.rows(); i++) {
            for (int j = 0; j <= i; j++) {
                if (!Double.isFinite(m.values()[m.offset() + i * m.stride() + j])) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void solveLeft(Matrix l, Matrix b) {
        MatrixShapes.solveLeft(l, b);
        if (!solved(true, l, b)) {
            host.solveLeft(l, b);
        }
    }

    @Override
    public void solveRight(Matrix l, Matrix b) {
        MatrixShapes.solveRight(l, b);
        if (!solved(false, l, b)) {
            host.solveRight(l, b);
        }
    }

    /** Whether the device solved the system. */
    private boolean solved(boolean left, Matrix l, Matrix b) {
        int m = b.rows();
        int n = b.columns();
        return worthIt((double) m * n * l.rows(), l, b, b)
                && tried("a triangular solution", () -> {
                    try (Allocation dl = up(l);
                            Allocation db = up(b)) {
                        vendor.trsm(left, l.transposed(), m, n, matrix(dl, l), matrix(db, b));
                        down(db, b);
                        return true;
                    }
                });
    }
}
