package org.lather.backend.device.queue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Pinned host memory in slots, through which data are uploaded, so that the caller continues while the device copies.
 * Small pieces share a slot; a slot is reused when the last copy from it has finished.
 *
 * @param <P> the vendor's type of pinned memory
 */
public final class Staging<P> {
    public static final int SLOTS = 4;
    public static final int SLOT_BYTES = 4 << 20;

    /** Alignment of pieces in bytes. */
    private static final int ALIGNMENT = 64;

    /** Pinned memory and its bytes. */
    public record Pinned<P>(P memory, ByteBuffer bytes) {}

    /**
     * Bytes in a slot that are to be uploaded.
     *
     * @param offset offset in the pinned memory
     * @param from index of the bytes among those that are uploaded
     */
    public record Piece<P>(Pinned<P> pinned, int offset, int from, int bytes) {}

    /** Enqueues the copy of a piece to the device. */
    public interface Fetch<P> {
        /** Returns the number of the command among the uploads. */
        long enqueue(Piece<P> piece);
    }

    private static final class Slot<P> {
        private final Pinned<P> pinned;
        private int used;
        private long last;

        Slot(Pinned<P> pinned) {
            this.pinned = pinned;
        }
    }

    private final Timeline<?> uploads;
    private final Supplier<Pinned<P>> allocate;
    private final List<Slot<P>> slots = new ArrayList<>();
    private int current;

    /**
     * @param uploads commands of the uploads
     * @param allocate {@link #SLOT_BYTES} of pinned memory
     */
    public Staging(Timeline<?> uploads, Supplier<Pinned<P>> allocate) {
        this.uploads = uploads;
        this.allocate = allocate;
    }

    /** Uploads all bytes up to the limit of {@code from}, piece by piece. */
    public void upload(ByteBuffer from, Fetch<P> fetch) {
        int total = from.limit();
        for (int done = 0; done < total; ) {
            Slot<P> slot = slot(total - done);
            int bytes = Math.min(SLOT_BYTES - slot.used, total - done);
            ByteBuffer to = slot.pinned.bytes;
            to.clear().position(slot.used);
            to.put(from.duplicate().position(done).limit(done + bytes));
            slot.last = fetch.enqueue(new Piece<>(slot.pinned, slot.used, done, bytes));
            slot.used = Math.min(SLOT_BYTES, (slot.used + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
            done += bytes;
        }
    }

    /** A slot with space for a number of bytes, or an empty one. */
    private Slot<P> slot(int bytes) {
        if (!slots.isEmpty()) {
            Slot<P> known = slots.get(current);
            if (known.used == 0 || bytes <= SLOT_BYTES - known.used) {
                return known;
            }
            current = (current + 1) % SLOTS;
        }
        if (current == slots.size()) {
            slots.add(new Slot<>(allocate.get()));
        }
        Slot<P> next = slots.get(current);
        uploads.await(next.last);
        next.used = 0;
        return next;
    }

    /** Releases the pinned memory after all copies have finished. @return the memory to be freed */
    public List<Pinned<P>> release() {
        List<Pinned<P>> out = slots.stream().map(slot -> slot.pinned).toList();
        slots.clear();
        return out;
    }
}
