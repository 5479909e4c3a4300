package org.lather.backend.device.queue;

/**
 * A piece of the device's memory, and what was done with it last by either queue, also for a buffer that had it before:
 * what the other queue has to wait for.
 *
 * @param <M> what a vendor has for memory
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

    /** The number of the last program that uses it and that uploads have not waited for; 0 for none. */
    long use() {
        return use;
    }

    void used(long program) {
        use = program;
    }

    /** The number of the last upload into it; 0 for none. */
    long upload() {
        return upload;
    }

    /** From here on uploads are in the order of their queue, and wait for no program before. */
    void uploaded(long number) {
        upload = number;
        use = 0;
    }
}
