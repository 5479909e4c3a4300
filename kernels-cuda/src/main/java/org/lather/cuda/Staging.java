package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemHostAlloc;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUstream;

/**
 * Pinned host memory, and uploads through slots of it, so that the caller continues while the device copies. Small
 * pieces share a slot; a slot is reused when the last copy from it has finished.
 */
final class Staging {
    private static final int SLOTS = 4;
    private static final int SLOT_BYTES = 4 << 20;

    /** Alignment of pieces in bytes. */
    private static final int ALIGNMENT = 64;

    private static final class Slot {
        private final Pointer pointer;
        private final ByteBuffer bytes;
        private int used;
        private long last;

        Slot(Pointer pointer) {
            this.pointer = pointer;
            bytes = Objects.requireNonNull(pointer.getByteBuffer());
        }
    }

    private final List<Pointer> pinned = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final CUstream stream;
    private final Timeline uploads;
    private int current;

    /** @param uploads commands of {@code stream} */
    Staging(CUstream stream, Timeline uploads) {
        this.stream = stream;
        this.uploads = uploads;
    }

    /** Allocates pinned memory, which is freed together with this object. */
    ByteBuffer pinned(int bytes) {
        return Objects.requireNonNull(allocate(bytes).getByteBuffer(), "JCuda gives pinned memory as a buffer");
    }

    private Pointer allocate(int bytes) {
        Pointer pointer = new Pointer();
        Status.create("cuMemHostAlloc of " + bytes + " bytes", () -> cuMemHostAlloc(pointer, bytes, 0));
        pinned.add(pointer);
        return pointer;
    }

    /**
     * Uploads all bytes up to the limit of {@code from}.
     *
     * @param enqueued receives the number of each piece after it is enqueued
     */
    void upload(ByteBuffer from, CUdeviceptr to, LongConsumer enqueued) {
        int total = from.limit();
        for (int done = 0; done < total; ) {
            Slot slot = slot(total - done);
            int part = Math.min(SLOT_BYTES - slot.used, total - done);
            slot.bytes.clear().position(slot.used);
            slot.bytes.put(from.duplicate().position(done).limit(done + part));
            Pointer source = slot.pointer.withByteOffset(slot.used);
            CUdeviceptr at = to.withByteOffset(done);
            slot.last = uploads.enqueue(
                    "cuMemcpyHtoDAsync",
                    () -> Status.call("cuMemcpyHtoDAsync", () -> cuMemcpyHtoDAsync(at, source, part, stream)));
            slot.used = Math.min(SLOT_BYTES, (slot.used + part + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
            enqueued.accept(slot.last);
            done += part;
        }
    }

    /** A slot with space for a number of bytes, or an empty one. */
    private Slot slot(int bytes) {
        if (!slots.isEmpty()) {
            Slot known = slots.get(current);
            if (known.used == 0 || bytes <= SLOT_BYTES - known.used) {
                return known;
            }
            current = (current + 1) % SLOTS;
        }
        if (current == slots.size()) {
            slots.add(new Slot(allocate(SLOT_BYTES)));
        }
        Slot next = slots.get(current);
        uploads.await(next.last);
        next.used = 0;
        return next;
    }

    /** Frees everything after all copies have finished. */
    void free() {
        slots.clear();
        for (Pointer pointer : pinned) {
            Status.quietly("cuMemFreeHost", () -> cuMemFreeHost(pointer));
        }
        pinned.clear();
    }
}
