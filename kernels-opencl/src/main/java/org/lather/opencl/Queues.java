package org.lather.opencl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jocl.CL;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * Two in-order queues of a device: one of programs, fills and downloads, and one of uploads, so that what goes up
 * overlaps with what is computed. A program waits for the uploads into its buffers; an upload waits for the uploads
 * before it, and for the last program that needs its buffer.
 */
final class Queues {
    /** A command, with the queue that it belongs to, what it has to wait for, and its own event. */
    interface Command {
        void enqueue(cl_command_queue queue, int count, cl_event @Nullable [] before, cl_event own);
    }

    private final cl_command_queue programQueue;
    private final cl_command_queue uploadQueue;
    private final Timeline programs;
    private final Timeline uploads;
    private final Staging staging;

    /** The last upload that the queue of programs has waited for. */
    private long awaited;

    Queues(cl_context context, cl_device_id device) {
        programQueue = queue(context, device);
        cl_command_queue second = null;
        try {
            second = queue(context, device);
        } finally {
            if (second == null) {
                CL.clReleaseCommandQueue(programQueue);
            }
        }
        uploadQueue = second;
        programs = new Timeline(programQueue);
        uploads = new Timeline(uploadQueue);
        staging = new Staging(context, uploadQueue, uploads);
    }

    @SuppressWarnings("deprecation") // the queue of OpenCL 1.2, which every driver has
    private static cl_command_queue queue(cl_context context, cl_device_id device) {
        return Call.create(
                "open a queue", () -> CL.clCreateCommandQueue(context, device, CL.CL_QUEUE_PROFILING_ENABLE, null));
    }

    Timeline programs() {
        return programs;
    }

    Timeline uploads() {
        return uploads;
    }

    /**
     * Enqueues something that needs some buffers, after the uploads into them.
     *
     * @param function whose time it is; null for transfers
     */
    void program(String operation, @Nullable String function, List<OpenClBuffer> needed, Command command) {
        long upload = needed.stream().mapToLong(OpenClBuffer::upload).max().orElse(0);
        cl_event[] before = upload > awaited ? uploads.after(upload) : null;
        long number =
                programs.enqueue(operation, function, own -> command.enqueue(programQueue, count(before), before, own));
        // uploads are in order: with this one all before it are there
        awaited = Math.max(awaited, upload);
        needed.forEach(buffer -> buffer.use(number));
    }

    private static int count(cl_event @Nullable [] events) {
        return events == null ? 0 : events.length;
    }

    /** Enqueues something that writes to a buffer beside what is computed. @return its number among the uploads */
    private long upload(String operation, @Nullable String function, OpenClBuffer to, Command command) {
        cl_event[] before = programs.after(to.use());
        long number =
                uploads.enqueue(operation, function, own -> command.enqueue(uploadQueue, count(before), before, own));
        to.upload(number);
        return number;
    }

    /** Has the driver take memory for a buffer that is new, ahead of what will be uploaded. */
    void allocate(String operation, OpenClBuffer buffer) {
        cl_mem[] memory = {buffer.memory()};
        upload(
                operation,
                null,
                buffer,
                (queue, count, before, own) -> Call.create(
                        operation,
                        () -> CL.clEnqueueMigrateMemObjects(
                                queue, 1, memory, CL.CL_MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED, count, before, own)));
    }

    /** Uploads all bytes up to the limit; the driver works on what was enqueued before while this copies. */
    void upload(ByteBuffer from, OpenClBuffer to, long offset) {
        cl_mem memory = to.memory();
        String operation = "upload " + from.limit() + " bytes";
        programs.flush();
        for (int done = 0; done < from.limit(); ) {
            long at = offset + done;
            Staging.Piece piece = staging.put(from, done);
            long number = upload(
                    operation,
                    "upload",
                    to,
                    (queue, count, before, own) -> CL.clEnqueueWriteBuffer(
                            queue, memory, false, at, piece.bytes(), piece.pointer(), count, before, own));
            staging.fetched(piece, number);
            done += piece.bytes();
        }
        uploads.flush();
    }

    /** Waits until everything is done. */
    void finish() {
        uploads.finish();
        programs.finish();
    }

    /** Seconds on the device by function, of everything but uploads. */
    Map<String, Double> seconds() {
        finish();
        return programs.seconds();
    }

    /** What gives everything back, also after a failure. */
    List<Runnable> release() {
        List<Runnable> out = new ArrayList<>(staging.release());
        out.add(programs::release);
        out.add(uploads::release);
        out.add(() -> CL.clReleaseCommandQueue(uploadQueue));
        out.add(() -> CL.clReleaseCommandQueue(programQueue));
        return out;
    }
}
