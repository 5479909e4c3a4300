package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;

import jcuda.driver.CUdeviceptr;

/**
 * A piece of the device's memory with its last use by each stream, for which the other stream has to wait. The record
 * survives when the piece passes from one buffer to another.
 */
final class DeviceMemory {
    static final MemoryPool.Source<DeviceMemory> SOURCE = new MemoryPool.Source<>() {
        @Override
        public DeviceMemory allocate(long bytes) {
            CUdeviceptr address = new CUdeviceptr();
            Status.create("cuMemAlloc of " + bytes + " bytes", () -> cuMemAlloc(address, bytes));
            return new DeviceMemory(address);
        }

        @Override
        public void free(DeviceMemory memory) {
            Status.quietly("cuMemFree", () -> cuMemFree(memory.address()));
        }
    };

    private final CUdeviceptr address;
    private long use;
    private long upload;

    private DeviceMemory(CUdeviceptr address) {
        this.address = address;
    }

    CUdeviceptr address() {
        return address;
    }

    /** The number of its last use among the programs for which uploads have not yet waited; 0 if none. */
    long use() {
        return use;
    }

    void use(long number) {
        use = number;
    }

    /** Records that the stream of uploads waits for its last use, and with it all later uploads. */
    void uploadsWait() {
        use = 0;
    }

    /** The number of the last upload into it; 0 if none. */
    long upload() {
        return upload;
    }

    void upload(long number) {
        upload = number;
    }
}
