package org.lather.cuda;

import jcuda.driver.CUdeviceptr;
import org.lather.backend.DeviceException;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.queue.MemoryPool;
import org.lather.backend.device.queue.OrderedMemory;

/** A buffer in the memory of one {@link CudaDevice}. */
final class CudaBuffer implements Buffer {
    private final CudaDevice device;
    private final MemoryPool.Block<OrderedMemory<CUdeviceptr>> block;
    private final long bytes;
    private final long address;
    private boolean closed;

    CudaBuffer(CudaDevice device, MemoryPool.Block<OrderedMemory<CUdeviceptr>> block, long bytes) {
        this.device = device;
        this.block = block;
        this.bytes = bytes;
        address = HostMemory.address(block.memory().memory());
    }

    @Override
    public long bytes() {
        return bytes;
    }

    MemoryPool.Block<OrderedMemory<CUdeviceptr>> block() {
        return block;
    }

    /** The address of its first byte as a number. */
    long address(CudaDevice caller) {
        expectUsable(caller);
        return address;
    }

    private void expectUsable(CudaDevice caller) {
        if (closed || caller != device) {
            throw new DeviceException(closed ? "the buffer was closed" : "the buffer is another device's");
        }
    }

    /** The address of byte {@code offset}, at which {@code length} bytes are accessed. */
    CUdeviceptr at(CudaDevice caller, long offset, long length) {
        expectUsable(caller);
        if (offset < 0 || length < 0 || length > bytes - offset) {
            throw new IllegalArgumentException(
                    "expected bytes within the buffer's " + bytes + ", got " + length + " from " + offset + " on");
        }
        return block.memory().memory().withByteOffset(offset);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.giveBack(this);
        }
    }
}
