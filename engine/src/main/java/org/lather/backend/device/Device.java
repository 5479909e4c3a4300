package org.lather.backend.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/**
 * A processor with its own memory and one queue: commands that are enqueued ({@link #upload}, {@link #fill},
 * {@link #launch} and the operations of {@link #algebra}) take effect as if executed in this order, and may still run
 * when the call returns. An upload may overtake earlier commands that do not use its buffer: the next data are
 * transferred to a buffer that is no longer read while programs run. A device must be called by one thread at a time.
 * Every failure is a {@link org.lather.backend.DeviceException} with operation, code and the vendor's text; one of
 * memory is a {@link org.lather.backend.DeviceMemoryException}.
 */
public interface Device extends AutoCloseable {
    DeviceInfo info();

    /**
     * Allocates memory of the device with undefined contents, aligned to at least 256 bytes.
     *
     * @param bytes size in bytes, at least 1
     * @throws org.lather.backend.DeviceMemoryException if that much memory is not free
     */
    Buffer allocate(long bytes);

    /** The number of bytes that can still be allocated, as far as the driver reports it. */
    default long freeBytes() {
        return info().memoryBytes();
    }

    /**
     * Allocates host memory for fast copies, direct and in native byte order. It is freed when the device is closed.
     */
    default ByteBuffer hostBuffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /**
     * Copies the bytes 0 to {@code from.limit()} of a direct buffer, whatever its position, to byte {@code offset} of
     * {@code to}. The caller may change {@code from} as soon as the call returns. On the device it waits for the last
     * use of {@code to} and for earlier uploads; later commands that use {@code to} wait for it.
     */
    void upload(ByteBuffer from, Buffer to, long offset);

    /**
     * Copies from byte {@code offset} of {@code from} into the bytes 0 to {@code to.limit()}, which are complete on
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

    /** Waits until all enqueued commands are done. */
    void await();

    /**
     * The vendor's dense linear algebra; empty if there is none, in which case device programs and the host are used.
     */
    Optional<DeviceAlgebra> algebra();

    /** Seconds on the device by function since it was opened; empty if they are not measured. */
    default Map<String, Double> seconds() {
        return Map.of();
    }

    /** Frees everything, including buffers that are still open. */
    @Override
    void close();
}
