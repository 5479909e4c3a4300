package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;

import java.util.List;
import jcuda.driver.CUdeviceptr;
import org.lather.backend.device.queue.MemoryPool;
import org.lather.backend.device.queue.OrderedMemory;

/** Allocates and frees memory of the device whose context is current. */
final class DeviceMemory implements MemoryPool.Source<OrderedMemory<CUdeviceptr>> {
    private final Runnable settle;

    /** @param settle waits until nothing enqueued uses memory that is to be freed, also after failures */
    DeviceMemory(Runnable settle) {
        this.settle = settle;
    }

    @Override
    public OrderedMemory<CUdeviceptr> allocate(long bytes) {
        CUdeviceptr address = new CUdeviceptr();
        Status.create("cuMemAlloc of " + bytes + " bytes", () -> cuMemAlloc(address, bytes));
        return new OrderedMemory<>(address);
    }

    @Override
    public void free(List<OrderedMemory<CUdeviceptr>> memory) {
        settle.run();
        memory.forEach(m -> Status.quietly("cuMemFree", () -> cuMemFree(m.memory())));
    }
}
