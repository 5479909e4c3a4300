package org.lather.cuda;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import jcuda.CudaException;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.cublasStatus;
import jcuda.jcusolver.cusolverStatus;
import jcuda.nvrtc.nvrtcResult;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls of the vendor's libraries, whose failures are thrown with operation, code and the library's text. */
final class Status {
    private static final Class<?>[] CODES = {CUresult.class, cublasStatus.class, cusolverStatus.class, nvrtcResult.class
    };

    /** What helps after a failure that the device does not recover from. */
    static final String START_AGAIN =
            "Start the program again: a device that failed accepts no more work from the process";

    /** Errors after which every later call in the context fails with the same error. */
    private static final Set<String> LASTING = Set.of(
            "CUDA_ERROR_ECC_UNCORRECTABLE",
            "CUDA_ERROR_NVLINK_UNCORRECTABLE",
            "CUDA_ERROR_ILLEGAL_ADDRESS",
            "CUDA_ERROR_LAUNCH_TIMEOUT",
            "CUDA_ERROR_ASSERT",
            "CUDA_ERROR_HARDWARE_STACK_ERROR",
            "CUDA_ERROR_ILLEGAL_INSTRUCTION",
            "CUDA_ERROR_MISALIGNED_ADDRESS",
            "CUDA_ERROR_INVALID_ADDRESS_SPACE",
            "CUDA_ERROR_INVALID_PC",
            "CUDA_ERROR_LAUNCH_FAILED");

    private static final Logger LOG = LoggerFactory.getLogger(Status.class);

    private Status() {}

    /**
     * Calls a function that throws {@link CudaException} on failure. Out of memory is a plain failure here: a failing
     * launch may follow others that have already added to a result, which a repetition would add twice.
     */
    static void call(String operation, IntSupplier function) {
        try {
            int code = function.getAsInt();
            if (code != 0) {
                throw new DeviceException(operation + ": status " + code);
            }
        } catch (CudaException e) {
            throw failure(operation, e);
        }
    }

    /**
     * Calls a function that allocates memory or creates a handle, before which no result has changed, so a smaller
     * request may be tried.
     *
     * @throws DeviceMemoryException if memory is not free
     */
    static void create(String operation, IntSupplier function) {
        try {
            call(operation, function);
        } catch (DeviceException e) {
            if (e.getCause() instanceof CudaException cause && isOutOfMemory(cause)) {
                throw new DeviceMemoryException(String.valueOf(e.getMessage()), cause);
            }
            throw e;
        }
    }

    /**
     * Whether a library of the vendor reports with this error that it could not begin for want of memory.
     *
     * @param orInternal whether to include errors that it also reports for other reasons, and after it began
     */
    static boolean isWithoutMemory(CudaException e, boolean orInternal) {
        String name = String.valueOf(e.getMessage());
        return name.endsWith("STATUS_ALLOC_FAILED")
                || name.endsWith("STATUS_NOT_INITIALIZED")
                || (orInternal && name.endsWith("STATUS_INTERNAL_ERROR"));
    }

    private static boolean isOutOfMemory(CudaException e) {
        String name = String.valueOf(e.getMessage());
        return name.contains("OUT_OF_MEMORY") || name.contains("ALLOC_FAILED");
    }

    /**
     * Calls a function that releases a resource, and ignores failures: after a failure of the device it cannot succeed.
     */
    static void quietly(String operation, IntSupplier function) {
        try {
            int code = function.getAsInt();
            LOG.trace("{}: {}", operation, code);
        } catch (CudaException e) {
            LOG.debug("{}: {}", operation, e.getMessage());
        }
    }

    /** Whether every later call in the context fails with the same error. */
    static boolean isLasting(CudaException e) {
        return LASTING.contains(String.valueOf(e.getMessage()));
    }

    static DeviceException failure(String operation, CudaException e) {
        String fact = operation + ": " + describe(String.valueOf(e.getMessage()));
        return isLasting(e)
                ? new DeviceException(Phrase.of(fact), List.of(Cure.text(START_AGAIN)), e)
                : new DeviceException(fact, e);
    }

    /** Describes an error by name, code, and the driver's text if it has one. */
    static String describe(String name) {
        for (Class<?> codes : CODES) {
            for (Field field : codes.getFields()) {
                if (field.getName().equals(name)) {
                    return name + describe(codes, field);
                }
            }
        }
        return name;
    }

    private static String describe(Class<?> codes, Field field) {
        try {
            int code = field.getInt(null);
            String[] text = new String[1];
            if (codes == CUresult.class) {
                JCudaDriver.cuGetErrorString(code, text);
            }
            return ", code " + code + (text[0] == null ? "" : ", " + text[0]);
        } catch (IllegalAccessException | CudaException e) {
            return "";
        }
    }
}
