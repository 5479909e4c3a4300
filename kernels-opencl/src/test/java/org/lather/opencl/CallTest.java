package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jocl.CL;
import org.jocl.CLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.DeviceException;
import org.lather.backend.DeviceMemoryException;

/** Which errors of OpenCL a smaller request answers: those of allocations, none of a launch. */
class CallTest {
    @ParameterizedTest
    @ValueSource(
            ints = {
                CL.CL_MEM_OBJECT_ALLOCATION_FAILURE,
                CL.CL_OUT_OF_RESOURCES,
                CL.CL_OUT_OF_HOST_MEMORY,
                CL.CL_INVALID_BUFFER_SIZE
            })
    void onlyAnAllocationRunsOutOfMemory(int status) {
        assertThatThrownBy(() -> Call.create("allocate 8 bytes", () -> failing(status)))
                .isInstanceOf(DeviceMemoryException.class)
                .hasMessageContaining("OpenCL, allocate 8 bytes: error " + status);
        assertThatThrownBy(() -> Call.run("launch atoms", () -> failing(status)))
                .isExactlyInstanceOf(DeviceException.class)
                .hasMessageContaining("OpenCL, launch atoms: error " + status);
    }

    @Test
    void otherErrorsOfAnAllocationAreFailures() {
        assertThatThrownBy(() -> Call.create("allocate 8 bytes", () -> failing(CL.CL_INVALID_CONTEXT)))
                .isExactlyInstanceOf(DeviceException.class);
    }

    private static int failing(int status) {
        throw new CLException("as the driver says it", status);
    }
}
