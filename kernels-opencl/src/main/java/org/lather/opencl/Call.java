package org.lather.opencl;

import java.util.Set;
import java.util.function.Supplier;
import org.jocl.CL;
import org.jocl.CLException;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;

/** Calls of OpenCL whose errors become exceptions with operation, code and text. */
final class Call {
    /**
     * Errors of an allocation that a smaller request may avoid. NVIDIA's driver reports faults and too many registers
     * of a launch as CL_OUT_OF_RESOURCES too, so a launch has none of these.
     */
    private static final Set<Integer> MEMORY = Set.of(
            CL.CL_MEM_OBJECT_ALLOCATION_FAILURE,
            CL.CL_OUT_OF_RESOURCES,
            CL.CL_OUT_OF_HOST_MEMORY,
            CL.CL_INVALID_BUFFER_SIZE);

    private Call() {}

    static <T> T of(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (CLException e) {
            throw new DeviceException(text(operation, e), e);
        }
    }

    static void run(String operation, Runnable call) {
        of(operation, () -> {
            call.run();
            return true;
        });
    }

    /**
     * Calls a function that allocates memory or creates a handle, before which no result has changed.
     *
     * @throws DeviceMemoryException if memory is not free
     */
    static <T> T create(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (CLException e) {
            String text = text(operation, e);
            throw MEMORY.contains(e.getStatus()) ? new DeviceMemoryException(text, e) : new DeviceException(text, e);
        }
    }

    private static String text(String operation, CLException e) {
        return "OpenCL, " + operation + ": error " + e.getStatus() + ", "
                + String.valueOf(e.getMessage()).strip();
    }
}
