package org.lather.opencl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DeviceException;
import org.lather.backend.device.queue.Order;
import org.lather.backend.device.queue.OrderedMemory;
import org.lather.backend.device.queue.Staging;
import org.lather.backend.device.queue.Timeline;

/**
 * Two in-order queues of a device: one of programs, fills and downloads, and one of uploads through pinned memory, so
 * that uploads overlap with what is computed. A program waits for the uploads into its memory; an upload waits for the
 * uploads before it, and for the last program that uses its memory.
 */
final class Queues {
    /** Events of a queue that are open at a time. */
    static final int MOST_EVENTS = 1024;

    private final cl_context context;
    private final CommandQueue programs;
    private final CommandQueue uploads;
    private final Order<cl_event> order;
    private final Staging<cl_mem> staging;

    Queues(cl_context context, cl_device_id device) {
        this.context = context;
        programs = new CommandQueue(context, device);
        CommandQueue second = null;
        try {
            second = new CommandQueue(context, device);
        } finally {
            if (second == null) {
                programs.release();
            }
        }
        uploads = second;
        order = new Order<>(new Timeline<>(programs, MOST_EVENTS), new Timeline<>(uploads, MOST_EVENTS));
        staging = new Staging<>(order.uploads(), this::pinned);
    }

    Timeline<cl_event> programs() {
        return order.programs();
    }

    Timeline<cl_event> uploads() {
        return order.uploads();
    }

    private Staging.Pinned<cl_mem> pinned() {
        int bytes = Staging.SLOT_BYTES;
        String operation = "allocate " + bytes + " bytes of the host";
        cl_mem memory = Call.create(
                operation,
                () -> CL.clCreateBuffer(context, CL.CL_MEM_READ_ONLY | CL.CL_MEM_ALLOC_HOST_PTR, bytes, null, null));
        ByteBuffer mapped = null;
        try {
            mapped = Call.create(
                    operation,
                    () -> CL.clEnqueueMapBuffer(
                            uploads.handle(), memory, true, CL.CL_MAP_WRITE, 0, bytes, 0, null, null, null));
        } finally {
            if (mapped == null) {
                CL.clReleaseMemObject(memory);
            }
        }
        if (mapped == null) {
            throw new DeviceException("OpenCL, " + operation + ": the driver maps none");
        }
        return new Staging.Pinned<>(memory, mapped);
    }

    /**
     * Enqueues something that uses some memory, after the uploads into it.
     *
     * @param function function to which the time is attributed; null for transfers
     */
    void program(
            String operation,
            @Nullable String function,
            List<OrderedMemory<cl_mem>> used,
            CommandQueue.Command command) {
        order.program(function, used, before -> programs.enqueue(operation, before, command));
    }

    /** Makes the driver allocate the memory of a new buffer before it is used. */
    void allocate(String operation, OrderedMemory<cl_mem> to) {
        cl_mem[] memory = {to.memory()};
        order.upload(
                null,
                to,
                event -> uploads.enqueue(
                        operation,
                        event,
                        (queue, count, before, own) -> Call.create(
                                operation,
                                () -> CL.clEnqueueMigrateMemObjects(
                                        queue,
                                        1,
                                        memory,
                                        CL.CL_MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED,
                                        count,
                                        before,
                                        own))));
    }

    /** Uploads all bytes up to the limit; the driver executes earlier commands during the copy. */
    void upload(ByteBuffer from, OrderedMemory<cl_mem> to, long offset) {
        String operation = "upload " + from.limit() + " bytes";
        order.programs().flush();
        staging.upload(from, piece -> {
            long at = offset + piece.from();
            Pointer source = Pointer.to(piece.pinned().bytes().clear()).withByteOffset(piece.offset());
            return order.upload(
                    "upload",
                    to,
                    event -> uploads.enqueue(
                            operation,
                            event,
                            (queue, count, before, own) -> CL.clEnqueueWriteBuffer(
                                    queue, to.memory(), false, at, piece.bytes(), source, count, before, own)));
        });
        order.uploads().flush();
    }

    /** Waits until all commands are done. */
    void awaitAll() {
        order.uploads().awaitAll();
        order.programs().awaitAll();
    }

    /** Seconds on the device by function, for everything except uploads. */
    Map<String, Double> seconds() {
        awaitAll();
        return order.programs().seconds();
    }

    /** The steps that free everything, also after a failure. */
    List<Runnable> release() {
        List<Runnable> out = new ArrayList<>();
        for (Staging.Pinned<cl_mem> slot : staging.release()) {
            out.add(() -> CL.clEnqueueUnmapMemObject(uploads.handle(), slot.memory(), slot.bytes(), 0, null, null));
            out.add(() -> CL.clReleaseMemObject(slot.memory()));
        }
        out.add(order.programs()::release);
        out.add(order.uploads()::release);
        out.add(uploads::release);
        out.add(programs::release);
        return out;
    }
}
