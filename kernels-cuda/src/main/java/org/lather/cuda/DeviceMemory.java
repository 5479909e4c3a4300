package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;

import jcuda.CudaException;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;

/**
 * A piece of the device's memory.
 *
 * @param idle what its last use has to reach before a copy of another stream may write to it
 */
record DeviceMemory(CUdeviceptr address, CUevent idle) {
    static final MemoryPool.Source<DeviceMemory> SOURCE = new MemoryPool.Source<>() {
        @Override
        public DeviceMemory allocate(long bytes) {
            CUdeviceptr address = new CUdeviceptr();
            Status.call("cuMemAlloc of " + bytes + " bytes", () -> cuMemAlloc(address, bytes));
            CUevent idle = new CUevent();
            try {
                cuEventCreate(idle, CUevent_flags.CU_EVENT_DISABLE_TIMING);
            } catch (CudaException e) {
                cuMemFree(address);
                throw Status.failure("cuEventCreate", e);
            }
            return new DeviceMemory(address, idle);
        }

        @Override
        public void free(DeviceMemory memory) {
            Status.quietly("cuMemFree", () -> cuMemFree(memory.address()));
            Status.quietly("cuEventDestroy", () -> cuEventDestroy(memory.idle()));
        }
    };
}
