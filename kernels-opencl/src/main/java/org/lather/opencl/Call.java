package org.lather.opencl;

import java.util.Set;
import java.util.function.Supplier;
import org.jocl.CL;
import org.jocl.CLException;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;

/** Calls of OpenCL whose errors become exceptions with operation, code and text. */
final class Call {
    /** Errors that a smaller request may avoid. */
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
            throw failure(operation, e);
        }
    }

    static void run(String operation, Runnable call) {
        try {
            call.run();
        } catch (CLException e) {
            throw failure(operation, e);
        }
    }

    private static DeviceException failure(String operation, CLException e) {
        String text = "OpenCL, " + operation + ": error " + e.getStatus() + ", "
                + String.valueOf(e.getMessage()).strip();
        return MEMORY.contains(e.getStatus()) ? new DeviceMemoryException(text, e) : new DeviceException(text, e);
    }
}
