package org.lather.backend.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * A processor with a memory of its own, and one queue: what is enqueued ({@link #upload}, {@link #fill},
 * {@link #launch} and the operations of {@link #algebra}) comes out as if done in this order, and may still run when
 * the call returns. An upload may overtake what was enqueued before it and does not need its buffer: into a buffer that
 * nothing reads any more, the next data go up while programs run. Called by one thread at a time. Every failure is a
 * {@link org.lather.backend.DeviceException} with operation, code and the vendor's text; one of memory is a
 * {@link org.lather.backend.DeviceMemoryException}.
 */
public interface Device extends AutoCloseable {
    DeviceInfo info();

    /**
     * Memory of the device with undefined contents, aligned to 256 bytes or more.
     *
     * @param bytes 1 or more
     * @throws org.lather.backend.DeviceMemoryException where that much is not free
     */
    Buffer allocate(long bytes);

    /** The bytes that can still be allocated, as far as the driver tells. */
    default long freeBytes() {
        return info().memoryBytes();
    }

    /**
     * Memory of the host that copies fast, direct and in the native byte order; the device gives it back when it is
     * closed.
     */
    default ByteBuffer hostBuffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Copies the bytes 0 to {@code from.limit()} of a direct buffer, whatever its position, to byte {@code offset} of
     * {@code to}. The caller may change {@code from} as soon as the call returns. It waits on the device for the last
     * use of {@code to} and for earlier uploads; what uses {@code to} from then on waits for it.
     */
    void upload(ByteBuffer from, Buffer to, long offset);

    /**
     * Copies from byte {@code offset} of {@code from} into the bytes 0 to {@code to.limit()}, which are there on
     * return.
     */
    void download(Buffer from, long offset, ByteBuffer to);

    /** Sets {@code bytes} bytes from {@code offset} on to zero; both are multiples of 4. */
    void fill(Buffer buffer, long offset, long bytes);

    /** Compiles a source with the prelude of this device's dialect. The program belongs to the device. */
    Program compile(ProgramSource source);

    /**
     * Runs a function of a program, one work-item for each place of the grid. Arguments are in the order of the
     * parameters.
     */
    void launch(Program program, String function, Grid grid, Argument... arguments);

    /** Waits until everything enqueued is done. */
    void await();

    /** Dense algebra of the vendor; empty where there is none: then device programs and the host do it. */
    Optional<DeviceAlgebra> algebra();

    /** Seconds on the device by function since it was opened; empty where it does not measure them. */
    default Map<String, Double> seconds() {
        return Map.of();
    }

    /** Gives back everything, buffers that are still open too. */
    @Override
    void close();
}
