package org.lather.opencl;

import org.jocl.cl_mem;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.queue.MemoryPool;
import org.lather.backend.device.queue.OrderedMemory;

/** A buffer in the memory of an OpenCL device, counted by its device. */
final class OpenClBuffer implements Buffer {
    private final OpenClDevice owner;
    private final MemoryPool.Block<OrderedMemory<cl_mem>> block;
    private final long bytes;
    private boolean open = true;

    OpenClBuffer(OpenClDevice owner, MemoryPool.Block<OrderedMemory<cl_mem>> block, long bytes) {
        this.owner = owner;
        this.block = block;
        this.bytes = bytes;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    MemoryPool.Block<OrderedMemory<cl_mem>> block() {
        return block;
    }

    /** @throws IllegalArgumentException if it was closed */
    OrderedMemory<cl_mem> memory() {
        if (!open) {
            throw new IllegalArgumentException("expected an open buffer, got one that was closed");
        }
        return block.memory();
    }

    /** Gives its memory to others, which use it after what is enqueued. */
    @Override
    public void close() {
        if (open) {
            open = false;
            owner.giveBack(this);
        }
    }
}
