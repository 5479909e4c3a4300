package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemHostAlloc;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;

/** Pinned memory of the host, and uploads through slots of it, so that the caller goes on while the device fetches. */
final class Staging {
    private static final int SLOTS = 4;
    private static final int SLOT_BYTES = 4 << 20;

    private record Slot(ByteBuffer bytes, Pointer pointer, CUevent fetched) {}

    private final List<Pointer> pinned = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private int next;

    /** Pinned memory, freed with everything else. */
    ByteBuffer pinned(int bytes) {
        return Objects.requireNonNull(allocate(bytes).getByteBuffer(), "JCuda gives pinned memory as a buffer");
    }

    private Pointer allocate(int bytes) {
        Pointer pointer = new Pointer();
        Status.call("cuMemHostAlloc of " + bytes + " bytes", () -> cuMemHostAlloc(pointer, bytes, 0));
        pinned.add(pointer);
        return pointer;
    }

    /** Uploads all bytes up to the limit of {@code from}; returns what the stream has reached when they are there. */
    CUevent upload(ByteBuffer from, CUdeviceptr to, CUstream stream) {
        int total = from.limit();
        CUevent last = new CUevent();
        for (int done = 0; done < total; ) {
            Slot slot = slot();
            Status.call("cuEventSynchronize", () -> cuEventSynchronize(slot.fetched()));
            int part = Math.min(SLOT_BYTES, total - done);
            slot.bytes().clear().put(from.duplicate().position(done).limit(done + part));
            CUdeviceptr at = to.withByteOffset(done);
            Status.call("cuMemcpyHtoDAsync", () -> cuMemcpyHtoDAsync(at, slot.pointer(), part, stream));
            Status.call("cuEventRecord", () -> cuEventRecord(slot.fetched(), stream));
            last = slot.fetched();
            done += part;
        }
        return last;
    }

    private Slot slot() {
        if (slots.size() < SLOTS) {
            CUevent fetched = new CUevent();
            Pointer pointer = allocate(SLOT_BYTES);
            Status.call("cuEventCreate", () -> cuEventCreate(fetched, CUevent_flags.CU_EVENT_DISABLE_TIMING));
            slots.add(new Slot(Objects.requireNonNull(pointer.getByteBuffer()), pointer, fetched));
            return slots.get(slots.size() - 1);
        }
        next = (next + 1) % SLOTS;
        return slots.get(next);
    }

    /** Frees everything, once nothing fetches any more. */
    void free() {
        for (Slot slot : slots) {
            Status.quietly("cuEventDestroy", () -> cuEventDestroy(slot.fetched()));
        }
        slots.clear();
        for (Pointer pointer : pinned) {
            Status.quietly("cuMemFreeHost", () -> cuMemFreeHost(pointer));
        }
        pinned.clear();
    }
}
