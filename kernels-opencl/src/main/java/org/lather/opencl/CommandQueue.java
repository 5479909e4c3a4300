package org.lather.opencl;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jspecify.annotations.Nullable;
import org.lather.backend.device.queue.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An in-order queue of OpenCL that measures the time of its commands. */
final class CommandQueue implements Timeline.Events<cl_event> {
    private static final Logger LOG = LoggerFactory.getLogger(CommandQueue.class);

    /** A command, with the queue that it belongs to, the events that it has to wait for, and its own event. */
    interface Command {
        void enqueue(cl_command_queue queue, int count, cl_event @Nullable [] before, cl_event own);
    }

    private final cl_command_queue queue;
    private final ByteBuffer time = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());

    @SuppressWarnings("deprecation") // the queue of OpenCL 1.2, which every driver has
    CommandQueue(cl_context context, cl_device_id device) {
        queue = Call.create(
                "open a queue", () -> CL.clCreateCommandQueue(context, device, CL.CL_QUEUE_PROFILING_ENABLE, null));
    }

    cl_command_queue handle() {
        return queue;
    }

    /**
     * Enqueues a command, and returns its event.
     *
     * @param before the event that it waits for; null for none
     */
    cl_event enqueue(String operation, @Nullable cl_event before, Command command) {
        cl_event event = new cl_event();
        cl_event[] events = before == null ? null : new cl_event[] {before};
        Call.run(operation, () -> command.enqueue(queue, events == null ? 0 : 1, events, event));
        return event;
    }

    @Override
    public void await(cl_event event) {
        Call.run("wait", () -> CL.clWaitForEvents(1, new cl_event[] {event}));
    }

    @Override
    public void awaitAll() {
        Call.run("wait", () -> CL.clFinish(queue));
    }

    @Override
    public void flush() {
        Call.run("flush", () -> CL.clFlush(queue));
    }

    @Override
    public Timeline.Interval interval(String function, cl_event event) {
        return new Timeline.Interval(
                function, clock(event, CL.CL_PROFILING_COMMAND_START), clock(event, CL.CL_PROFILING_COMMAND_END));
    }

    private double clock(cl_event event, int which) {
        Call.run("clock", () -> CL.clGetEventProfilingInfo(event, which, Sizeof.cl_ulong, Pointer.to(time), null));
        return 1e-9 * time.getLong(0);
    }

    @Override
    public void release(cl_event event) {
        try {
            CL.clReleaseEvent(event);
        } catch (CLException e) {
            LOG.debug("release an event: {}", e.getMessage());
        }
    }

    /** Gives the queue back. */
    void release() {
        CL.clReleaseCommandQueue(queue);
    }
}
