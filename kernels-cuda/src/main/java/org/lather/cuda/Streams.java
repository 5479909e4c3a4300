package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemHostAlloc;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.device.queue.Order;
import org.lather.backend.device.queue.OrderedMemory;
import org.lather.backend.device.queue.Staging;
import org.lather.backend.device.queue.Timeline;

/**
 * Two streams of a device: one of programs, fills and downloads, and one of uploads through pinned memory, which come
 * out as one. An upload waits for the last program that uses its memory and for the uploads before it, a program for
 * the uploads into its own memory.
 */
final class Streams {
    private static final int MOST_EVENTS = 512;

    private final CudaStream programs;
    private final CudaStream uploads;
    private final Order<CudaStream.Span> order;
    private final Staging<Pointer> staging;
    private final List<Pointer> pinned = new ArrayList<>();
    private String last = "nothing";

    /** Creates both streams in the current context. */
    Streams() {
        programs = new CudaStream(true);
        CudaStream second = null;
        try {
            second = new CudaStream(false);
        } finally {
            if (second == null) {
                programs.destroy();
            }
        }
        uploads = second;
        order = new Order<>(new Timeline<>(programs, MOST_EVENTS), new Timeline<>(uploads, MOST_EVENTS));
        staging = new Staging<>(order.uploads(), () -> {
            HostMemory memory = pinned(Staging.SLOT_BYTES);
            return new Staging.Pinned<>(memory.pointer(), memory.bytes());
        });
    }

    /** The stream of programs. */
    CUstream programs() {
        return programs.handle();
    }

    /** Pinned memory of the host, freed with everything else. */
    HostMemory pinned(int bytes) {
        Pointer pointer = new Pointer();
        Status.create("cuMemHostAlloc of " + bytes + " bytes", () -> cuMemHostAlloc(pointer, bytes, 0));
        pinned.add(pointer);
        ByteBuffer buffer = Objects.requireNonNull(pointer.getByteBuffer(), "JCuda gives pinned memory as a buffer");
        return new HostMemory(pointer, buffer.order(ByteOrder.nativeOrder()));
    }

    /**
     * Enqueues a function to the stream of programs.
     *
     * @param timed whose time it is; null for a copy or a fill, whose time is its operation's
     * @param needed the memory that it uses
     */
    void enqueue(
            @Nullable String timed, String operation, List<OrderedMemory<CUdeviceptr>> needed, IntSupplier function) {
        String name = timed == null ? operation : timed;
        order.program(name, needed, before -> programs.enqueue(before, () -> Status.call(operation, function)));
        if (timed != null) {
            last = timed;
        }
    }

    /**
     * Uploads all bytes up to the limit of {@code from}.
     *
     * @param at where to in the memory
     */
    void upload(ByteBuffer from, OrderedMemory<CUdeviceptr> to, CUdeviceptr at) {
        staging.upload(from, piece -> {
            Pointer source = piece.pinned().memory().withByteOffset(piece.offset());
            CUdeviceptr target = at.withByteOffset(piece.from());
            int bytes = piece.bytes();
            return order.upload(
                    null,
                    to,
                    before -> uploads.enqueue(
                            before,
                            () -> Status.call(
                                    "cuMemcpyHtoDAsync",
                                    () -> cuMemcpyHtoDAsync(target, source, bytes, uploads.handle()))));
        });
    }

    /** Waits until all programs are done. */
    void awaitPrograms() {
        // what a program did wrong is heard of here
        programs.awaitAfter(" after " + last);
    }

    void await() {
        uploads.awaitAfter(" after uploads");
        awaitPrograms();
    }

    /** Waits until everything is done, or has failed. */
    void settle() {
        for (CudaStream stream : List.of(uploads, programs)) {
            Status.quietly("cuStreamSynchronize", () -> cuStreamSynchronize(stream.handle()));
        }
    }

    /** Seconds on the device by function, of everything but uploads. */
    Map<String, Double> seconds() {
        order.programs().awaitAll();
        return order.programs().seconds();
    }

    /** Frees everything, after failures too. */
    void free() {
        staging.release();
        for (Pointer pointer : pinned) {
            Status.quietly("cuMemFreeHost", () -> cuMemFreeHost(pointer));
        }
        pinned.clear();
        order.programs().release();
        order.uploads().release();
        uploads.destroy();
        programs.destroy();
    }
}
