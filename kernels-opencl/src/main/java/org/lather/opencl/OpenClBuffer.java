package org.lather.opencl;

import org.jocl.CL;
import org.jocl.cl_mem;
import org.lather.backend.device.Buffer;

/** Memory of an OpenCL device, in the account of its device. */
final class OpenClBuffer implements Buffer {
    private final OpenClDevice owner;
    private final cl_mem memory;
    private final long bytes;
    private long use;
    private long upload;
    private boolean open = true;

    OpenClBuffer(OpenClDevice owner, cl_mem memory, long bytes) {
        this.owner = owner;
        this.memory = memory;
        this.bytes = bytes;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    cl_mem memory() {
        if (!open) {
            throw new IllegalArgumentException("expected an open buffer, got one that was closed");
        }
        return memory;
    }

    /** The last command of the queue of programs that needs it, which an upload has to wait for; 0 for none. */
    long use() {
        return use;
    }

    void use(long command) {
        use = command;
    }

    /** The last command of the queue of uploads that writes to it, which a program has to wait for; 0 for none. */
    long upload() {
        return upload;
    }

    /** From here on uploads are in the order of their queue, and wait for no program before. */
    void upload(long command) {
        upload = command;
        use = 0;
    }

    /** OpenCL keeps the memory for as long as what is enqueued needs it. */
    @Override
    public void close() {
        if (open) {
            open = false;
            owner.forget(this);
            Call.run("release a buffer", () -> CL.clReleaseMemObject(memory));
        }
    }
}
