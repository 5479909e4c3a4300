package org.lather.opencl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_mem;
import org.lather.backend.DeviceException;

/**
 * Memory of the host that the driver has pinned, in slots: what goes up is copied there, so that the caller goes on
 * while the device fetches. Small pieces share a slot; a slot is written again when the last that was fetched from it
 * is there.
 */
final class Staging {
    static final int SLOTS = 4;
    static final int SLOT_BYTES = 4 << 20;

    /** Pieces begin at multiples of it. */
    private static final int ALIGNMENT = 64;

    private static final class Slot {
        private final cl_mem memory;
        private final ByteBuffer bytes;
        private int used;
        private long last;

        Slot(cl_mem memory, ByteBuffer bytes) {
            this.memory = memory;
            this.bytes = bytes;
        }
    }

    /** Bytes that wait in a slot. */
    record Piece(Pointer pointer, int bytes) {}

    private final cl_context context;
    private final cl_command_queue queue;
    private final Timeline uploads;
    private final List<Slot> slots = new ArrayList<>();
    private int current;

    /** @param queue of the uploads, whose commands are those of {@code uploads} */
    Staging(cl_context context, cl_command_queue queue, Timeline uploads) {
        this.context = context;
        this.queue = queue;
        this.uploads = uploads;
    }

    /** Copies the bytes from {@code from} up to the limit, or as many of them as a slot holds. */
    Piece put(ByteBuffer source, int from) {
        Slot slot = slot(source.limit() - from);
        int bytes = Math.min(source.limit() - from, SLOT_BYTES - slot.used);
        slot.bytes.clear().position(slot.used);
        slot.bytes.put(source.duplicate().position(from).limit(from + bytes));
        return new Piece(Pointer.to(slot.bytes).withByteOffset(slot.used), bytes);
    }

    /** The piece that was put last is fetched by this command. */
    void fetched(Piece piece, long command) {
        Slot slot = slots.get(current);
        slot.last = command;
        slot.used = Math.min(SLOT_BYTES, (slot.used + piece.bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    private Slot slot(int bytes) {
        if (!slots.isEmpty()) {
            Slot known = slots.get(current);
            if (known.used == 0 || bytes <= SLOT_BYTES - known.used) {
                return known;
            }
            current = (current + 1) % SLOTS;
        }
        if (current == slots.size()) {
            slots.add(allocate());
        }
        Slot next = slots.get(current);
        uploads.await(next.last);
        next.used = 0;
        return next;
    }

    private Slot allocate() {
        String operation = "allocate " + SLOT_BYTES + " bytes of the host";
        cl_mem memory = Call.create(
                operation,
                () -> CL.clCreateBuffer(
                        context, CL.CL_MEM_READ_ONLY | CL.CL_MEM_ALLOC_HOST_PTR, SLOT_BYTES, null, null));
        ByteBuffer bytes = null;
        try {
            bytes = Call.create(
                    operation,
                    () -> CL.clEnqueueMapBuffer(
                            queue, memory, true, CL.CL_MAP_WRITE, 0, SLOT_BYTES, 0, null, null, null));
        } finally {
            if (bytes == null) {
                CL.clReleaseMemObject(memory);
            }
        }
        if (bytes == null) {
            throw new DeviceException("OpenCL, " + operation + ": the driver maps none");
        }
        return new Slot(memory, bytes);
    }

    /** What gives everything back, once nothing fetches any more. */
    List<Runnable> release() {
        List<Runnable> out = new ArrayList<>();
        for (Slot slot : slots) {
            out.add(() -> CL.clEnqueueUnmapMemObject(queue, slot.memory, slot.bytes, 0, null, null));
            out.add(() -> CL.clReleaseMemObject(slot.memory));
        }
        slots.clear();
        return out;
    }
}
