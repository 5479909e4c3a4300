package org.lather.cuda;

import static jcuda.jcublas.JCublas2.cublasCreate;
import static jcuda.jcublas.JCublas2.cublasDestroy;
import static jcuda.jcublas.JCublas2.cublasDgemm;
import static jcuda.jcublas.JCublas2.cublasDsyrk;
import static jcuda.jcublas.JCublas2.cublasDtrsm;
import static jcuda.jcublas.JCublas2.cublasSetStream;
import static jcuda.jcublas.JCublas2.cublasSetWorkspace;
import static jcuda.jcusolver.JCusolverDn.cusolverDnCreate;
import static jcuda.jcusolver.JCusolverDn.cusolverDnDestroy;
import static jcuda.jcusolver.JCusolverDn.cusolverDnDpotrf;
import static jcuda.jcusolver.JCusolverDn.cusolverDnDpotrf_bufferSize;
import static jcuda.jcusolver.JCusolverDn.cusolverDnDpotrs;
import static jcuda.jcusolver.JCusolverDn.cusolverDnSetStream;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import jcuda.jcublas.cublasDiagType;
import jcuda.jcublas.cublasFillMode;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;
import jcuda.jcublas.cublasSideMode;
import jcuda.jcusolver.cusolverDnHandle;
import jcuda.runtime.cudaStream_t;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;

/**
 * Dense linear algebra by cuBLAS and cuSOLVER on the stream of a device, in double precision. cuSOLVER terminates the
 * process if its handle was not created, so no object without handles exists. Only its typed functions are called,
 * because the generic ones of CUDA 12 were removed in 13.
 */
final class CudaAlgebra implements ColumnMajor {
    private static final int UPPER = cublasFillMode.CUBLAS_FILL_MODE_UPPER;

    /**
     * The workspace that cuBLAS recommends for its largest devices; with less it does not use its fastest algorithms.
     */
    private static final long WORKSPACE = 32L << 20;

    /** Size of the status that functions of cuSOLVER write, which precedes the workspace. */
    private static final long STATUS_BYTES = 256;

    private final CudaDevice device;
    /** The factors of the next product. */
    private final HostMemory scalars;

    private final cublasHandle blas;
    private final cusolverDnHandle solver;
    private @Nullable CudaBuffer workspace;
    private @Nullable ByteBuffer result;

    private CudaAlgebra(CudaDevice device, HostMemory scalars, cublasHandle blas, cusolverDnHandle solver) {
        this.device = device;
        this.scalars = scalars;
        this.blas = blas;
        this.solver = solver;
    }

    static CudaAlgebra on(CudaDevice device, CUstream stream) {
        HostMemory scalars = device.hostMemory(16);
        cublasHandle blas = new cublasHandle();
        create("cublasCreate", () -> cublasCreate(blas));
        cusolverDnHandle solver = new cusolverDnHandle();
        try {
            create("cusolverDnCreate", () -> cusolverDnCreate(solver));
        } catch (DeviceException e) {
            Status.quietly("cublasDestroy", () -> cublasDestroy(blas));
            throw e;
        }
        CudaAlgebra out = new CudaAlgebra(device, scalars, blas, solver);
        try {
            // setting a stream resets the workspace to cuBLAS's own, so the stream is set first
            Status.call("cublasSetStream", () -> cublasSetStream(blas, new cudaStream_t(stream)));
            Status.call("cusolverDnSetStream", () -> cusolverDnSetStream(solver, new cudaStream_t(stream)));
            CUdeviceptr own = device.at(device.allocate(WORKSPACE), 0, WORKSPACE);
            Status.call("cublasSetWorkspace", () -> cublasSetWorkspace(blas, own, WORKSPACE));
            return out;
        } catch (DeviceException e) {
            out.free();
            throw e;
        }
    }

    /** Creates a handle. Libraries report a want of memory as other errors too. */
    private static void create(String operation, IntSupplier function) {
        try {
            Status.create(operation, function);
        } catch (DeviceException e) {
            long free = FreeMemory.now().free();
            if (e.getCause() instanceof CudaException cause
                    && Status.isWithoutMemory(cause, true)
                    && free < FreeMemory.LIBRARIES) {
                throw new DeviceMemoryException(
                        e.getMessage() + "; cuBLAS and cuSOLVER need up to " + (FreeMemory.LIBRARIES >> 20)
                                + " MiB of the device, " + (free >> 20) + " MiB are free",
                        cause);
            }
            throw e;
        }
    }

    /** Destroys the handles. */
    void free() {
        Status.quietly("cusolverDnDestroy", () -> cusolverDnDestroy(solver));
        Status.quietly("cublasDestroy", () -> cublasDestroy(blas));
    }

    private static int operation(boolean transpose) {
        return transpose ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
    }

    /** A factor of a product as cuBLAS reads it during a call. */
    private Pointer alpha(double value) {
        scalars.bytes().putDouble(0, value);
        return scalars.at(0);
    }

    private Pointer beta(double value) {
        scalars.bytes().putDouble(8, value);
        return scalars.at(8);
    }

    /** The address of a matrix of {@code columns} columns of {@code length} numbers each. */
    private CUdeviceptr at(DeviceMatrix a, int columns, int length) {
        long numbers = columns == 0 ? 0 : (long) (columns - 1) * a.stride() + length;
        return device.at(a.buffer(), 8 * a.offset(), 8 * numbers);
    }

    private static int leading(DeviceMatrix a, int length) {
        if (length > 0 && a.stride() < length) {
            throw new IllegalArgumentException("expected a stride of " + length + " or more, got " + a.stride());
        }
        return Math.max(1, a.stride());
    }

    @Override
    public void gemm(Product product, double alpha, DeviceMatrix a, DeviceMatrix b, double beta, DeviceMatrix c) {
        boolean transposeA = product.transposeA();
        boolean transposeB = product.transposeB();
        int m = product.m();
        int n = product.n();
        int k = product.k();
        int rowsA = transposeA ? k : m;
        int rowsB = transposeB ? n : k;
        CUdeviceptr pa = at(a, transposeA ? m : k, rowsA);
        CUdeviceptr pb = at(b, transposeB ? k : n, rowsB);
        CUdeviceptr pc = at(c, n, m);
        device.enqueue(
                "cublasDgemm",
                beta == 0,
                () -> cublasDgemm(
                        blas,
                        operation(transposeA),
                        operation(transposeB),
                        m,
                        n,
                        k,
                        alpha(alpha),
                        pa,
                        Math.max(leading(a, rowsA), rowsA),
                        pb,
                        Math.max(leading(b, rowsB), rowsB),
                        beta(beta),
                        pc,
                        leading(c, m)));
    }

    @Override
    public void syrk(SymmetricProduct product, double alpha, DeviceMatrix a, double beta, DeviceMatrix c) {
        boolean transpose = product.transpose();
        int n = product.n();
        int k = product.k();
        int rows = transpose ? k : n;
        CUdeviceptr pa = at(a, transpose ? n : k, rows);
        CUdeviceptr pc = at(c, n, n);
        device.enqueue(
                "cublasDsyrk",
                beta == 0,
                () -> cublasDsyrk(
                        blas,
                        UPPER,
                        operation(transpose),
                        n,
                        k,
                        alpha(alpha),
                        pa,
                        leading(a, rows),
                        beta(beta),
                        pc,
                        leading(c, n)));
    }

    @Override
    public void trsm(boolean left, boolean transpose, int m, int n, DeviceMatrix u, DeviceMatrix b) {
        int size = left ? m : n;
        CUdeviceptr pu = at(u, size, size);
        CUdeviceptr pb = at(b, n, m);
        device.enqueue(
                "cublasDtrsm",
                false,
                () -> cublasDtrsm(
                        blas,
                        left ? cublasSideMode.CUBLAS_SIDE_LEFT : cublasSideMode.CUBLAS_SIDE_RIGHT,
                        UPPER,
                        operation(transpose),
                        cublasDiagType.CUBLAS_DIAG_NON_UNIT,
                        m,
                        n,
                        alpha(1),
                        pu,
                        leading(u, size),
                        pb,
                        leading(b, m)));
    }

    @Override
    public int potrf(int n, DeviceMatrix a) {
        CUdeviceptr pa = at(a, n, n);
        int[] numbers = new int[1];
        Status.call(
                "cusolverDnDpotrf_bufferSize",
                () -> cusolverDnDpotrf_bufferSize(solver, UPPER, n, pa, leading(a, n), numbers));
        int length = Math.max(1, numbers[0]);
        CudaBuffer work = workspace(STATUS_BYTES + 8L * length);
        CUdeviceptr status = device.at(work, 0, 4);
        CUdeviceptr space = device.at(work, STATUS_BYTES, 8L * length);
        device.enqueue(
                "cusolverDnDpotrf",
                false,
                () -> cusolverDnDpotrf(solver, UPPER, n, pa, leading(a, n), space, length, status));
        return status("cusolverDnDpotrf", work);
    }

    @Override
    public void potrs(int n, int count, DeviceMatrix u, DeviceMatrix b) {
        CUdeviceptr pu = at(u, n, n);
        CUdeviceptr pb = at(b, count, n);
        CudaBuffer work = workspace(STATUS_BYTES);
        CUdeviceptr status = device.at(work, 0, 4);
        device.enqueue(
                "cusolverDnDpotrs",
                false,
                () -> cusolverDnDpotrs(solver, UPPER, n, count, pu, leading(u, n), pb, leading(b, n), status));
        status("cusolverDnDpotrs", work);
    }

    /**
     * Waits for a function of cuSOLVER.
     *
     * @return 0, or its numerical status
     */
    private int status(String function, CudaBuffer work) {
        ByteBuffer pinned = result;
        if (pinned == null) {
            pinned = device.hostBuffer(4);
            result = pinned;
        }
        device.download(work, 0, pinned);
        int status = pinned.getInt(0);
        if (status < 0) {
            throw new DeviceException(function + ": argument " + -status + " is wrong, status " + status);
        }
        return status;
    }

    private CudaBuffer workspace(long bytes) {
        CudaBuffer known = workspace;
        if (known != null && known.bytes() >= bytes) {
            return known;
        }
        if (known != null) {
            known.close();
            workspace = null;
        }
        CudaBuffer more = device.allocate(bytes);
        workspace = more;
        return more;
    }
}
