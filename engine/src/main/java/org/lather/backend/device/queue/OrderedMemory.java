package org.lather.backend.device.queue;

/**
 * A piece of the device's memory with its last use by each queue, for which the other queue must wait. The record
 * survives when the piece passes from one buffer to another.
 *
 * @param <M> the vendor's type of memory
 */
public final class OrderedMemory<M> {
    private final M memory;
    private long use;
    private long upload;

    public OrderedMemory(M memory) {
        this.memory = memory;
    }

    public M memory() {
        return memory;
    }

    /** The number of the last program that uses it and for which uploads have not yet waited; 0 if none. */
    long use() {
        return use;
    }

    void used(long program) {
        use = program;
    }

    /** The number of the last upload into it; 0 if none. */
    long upload() {
        return upload;
    }

    /** Records an upload; later uploads are in the order of their queue and need not wait for earlier programs. */
    void uploaded(long number) {
        upload = number;
        use = 0;
    }
}
