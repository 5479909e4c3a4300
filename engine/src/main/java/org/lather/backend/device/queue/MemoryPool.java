package org.lather.backend.device.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lather.backend.DeviceMemoryException;

/**
 * A pool that keeps released memory for later requests of about the same size, because the vendor's allocation waits
 * for the whole device. If memory runs out, idle memory is freed before another attempt.
 *
 * @param <M> type of a piece of memory
 */
public final class MemoryPool<M> {
    /** Allocates and frees memory. */
    public interface Source<M> {
        /** @throws DeviceMemoryException if that much memory is not free */
        M allocate(long bytes);

        /** Frees memory that was given back, and which enqueued commands may still use. */
        void free(List<M> memory);
    }

    /** @param bytes its size, at least the requested size */
    public record Block<M>(M memory, long bytes) {}

    private final Source<M> source;
    private final TreeMap<Long, Deque<Block<M>>> idle = new TreeMap<>();
    private long allocated;
    private long idleBytes;

    public MemoryPool(Source<M> source) {
        this.source = source;
    }

    /** The number of bytes allocated from the source, in use and idle. */
    public long allocatedBytes() {
        return allocated;
    }

    public long idleBytes() {
        return idleBytes;
    }

    public Block<M> take(long bytes) {
        long size = round(bytes);
        Map.Entry<Long, Deque<Block<M>>> fit = idle.ceilingEntry(size);
        if (fit != null && fit.getKey() <= size + size / 4) {
            Block<M> block = fit.getValue().pop();
            if (fit.getValue().isEmpty()) {
                idle.remove(fit.getKey());
            }
            idleBytes -= block.bytes();
            return block;
        }
        return new Block<>(allocate(size), size);
    }

    private M allocate(long size) {
        M memory;
        try {
            memory = source.allocate(size);
        } catch (DeviceMemoryException e) {
            if (idle.isEmpty()) {
                throw e;
            }
            freeIdle();
            memory = source.allocate(size);
        }
        allocated += size;
        return memory;
    }

    public void giveBack(Block<M> block) {
        idle.computeIfAbsent(block.bytes(), size -> new ArrayDeque<>()).push(block);
        idleBytes += block.bytes();
    }

    public void freeIdle() {
        List<M> memory =
                idle.values().stream().flatMap(Deque::stream).map(Block::memory).toList();
        idle.clear();
        allocated -= idleBytes;
        idleBytes = 0;
        if (!memory.isEmpty()) {
            source.free(memory);
        }
    }

    /**
     * Rounds a size up to a multiple of 256 and of an eighth of the next smaller power of two, at most of 2 MiB. This
     * gives few different sizes with little waste.
     */
    public static long round(long bytes) {
        long step = Math.max(256, Math.min(2 << 20, Long.highestOneBit(bytes) >> 3));
        return (bytes + step - 1) / step * step;
    }
}
