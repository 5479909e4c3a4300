package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;
import static jcuda.driver.JCudaDriver.cuStreamWaitEvent;

import java.util.ArrayDeque;
import java.util.Deque;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Owned;
import org.lather.backend.device.queue.Timeline;

/**
 * A stream and its events. After each command an event is recorded, for which another stream can wait; in a stream that
 * is timed another event is recorded before it, so the order of streams costs no event beyond those that measure.
 * Events are reused.
 */
final class CudaStream implements Timeline.Events<CudaStream.Span> {
    /**
     * The events around a command.
     *
     * @param begin null where the stream is not timed
     */
    record Span(@Nullable CUevent begin, CUevent end) {}

    private final CUstream stream = new CUstream();
    private final boolean timed;
    private final Deque<CUevent> spare = new ArrayDeque<>();

    /**
     * Creates a stream in the current context.
     *
     * @param timed whether to measure
     */
    CudaStream(boolean timed) {
        this.timed = timed;
        Status.create("cuStreamCreate", () -> cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
    }

    CUstream handle() {
        return stream;
    }

    /**
     * Enqueues a command.
     *
     * @param before a command of another stream that it waits for; null for none
     * @param command enqueues it to this stream
     */
    Span enqueue(@Nullable Span before, Runnable command) {
        if (before != null) {
            Status.call("cuStreamWaitEvent", () -> cuStreamWaitEvent(stream, before.end, 0));
        }
        CUevent begin = timed ? event() : null;
        // an event that was not reached has no time, or the time of an earlier use
        return Owned.orClose(
                () -> {
                    if (begin != null) {
                        record(begin);
                    }
                    return new Span(begin, end(command));
                },
                () -> reuse(begin));
    }

    /** Enqueues a command and the event at its end. */
    private CUevent end(Runnable command) {
        CUevent end = event();
        Owned.orClose(
                () -> {
                    command.run();
                    record(end);
                },
                () -> reuse(end));
        return end;
    }

    private void record(CUevent event) {
        Status.call("cuEventRecord", () -> cuEventRecord(event, stream));
    }

    private CUevent event() {
        CUevent known = spare.poll();
        if (known != null) {
            return known;
        }
        CUevent event = new CUevent();
        int flags = timed ? CUevent_flags.CU_EVENT_DEFAULT : CUevent_flags.CU_EVENT_DISABLE_TIMING;
        Status.call("cuEventCreate", () -> cuEventCreate(event, flags));
        return event;
    }

    private void reuse(@Nullable CUevent event) {
        if (event != null) {
            spare.add(event);
        }
    }

    @Override
    public void await(Span span) {
        Status.call("cuEventSynchronize", () -> cuEventSynchronize(span.end));
    }

    @Override
    public void awaitAll() {
        awaitAfter("");
    }

    /**
     * Waits until all commands are done; an error of the last ones is thrown here.
     *
     * @param last names them
     */
    void awaitAfter(String last) {
        Status.call("cuStreamSynchronize" + last, () -> cuStreamSynchronize(stream));
    }

    /** A stream begins with its commands at once. */
    @Override
    public void flush() {}

    @Override
    public Timeline.Interval interval(String function, Span span) {
        float[] milliseconds = new float[1];
        CUevent begin = span.begin;
        if (begin != null) {
            Status.call("cuEventElapsedTime", () -> cuEventElapsedTime(milliseconds, begin, span.end));
        }
        return new Timeline.Interval(function, 0, 1e-3 * milliseconds[0]);
    }

    @Override
    public void release(Span span) {
        reuse(span.begin);
        reuse(span.end);
    }

    /** Destroys the stream and its events, of which none is in use any more. */
    void destroy() {
        for (CUevent event : spare) {
            Status.quietly("cuEventDestroy", () -> cuEventDestroy(event));
        }
        spare.clear();
        Status.quietly("cuStreamDestroy", () -> cuStreamDestroy(stream));
    }
}
