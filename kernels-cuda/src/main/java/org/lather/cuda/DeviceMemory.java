package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;

import jcuda.driver.CUdeviceptr;
import org.lather.backend.device.queue.MemoryPool;
import org.lather.backend.device.queue.OrderedMemory;

/** Allocates and frees memory of the device whose context is current. */
final class DeviceMemory implements MemoryPool.Source<OrderedMemory<CUdeviceptr>> {
    @Override
    public OrderedMemory<CUdeviceptr> allocate(long bytes) {
        CUdeviceptr address = new CUdeviceptr();
        Status.create("cuMemAlloc of " + bytes + " bytes", () -> cuMemAlloc(address, bytes));
        return new OrderedMemory<>(address);
    }

    @Override
    public void free(OrderedMemory<CUdeviceptr> memory) {
        Status.quietly("cuMemFree", () -> cuMemFree(memory.memory()));
    }
}
