package org.lather.opencl;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one in-order queue, numbered from 1 on, with the events of those that may still run: what another
 * queue waits for, and the time on the device by function. Where {@value #MOST} events are open, the older half is
 * waited for.
 */
final class Timeline {
    static final int MOST = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);

    /** When the device began and ended a command, in seconds of its clock. */
    record Interval(String function, double begin, double end) {}

    private record Command(@Nullable String function, cl_event event) {}

    private final cl_command_queue queue;
    private final @Nullable Command[] commands = new Command[MOST];
    private final Map<String, Double> seconds = new TreeMap<>();
    private @Nullable List<Interval> trace;

    /** The oldest command whose event is open. */
    private long first = 1;

    private long next = 1;

    /** The last command that the driver was told to begin with. */
    private long flushed;

    Timeline(cl_command_queue queue) {
        this.queue = queue;
    }

    /** From now on the intervals of commands are listed, when their clocks are read. */
    void trace(List<Interval> intervals) {
        trace = intervals;
    }

    /**
     * Enqueues a command with the event that it is given.
     *
     * @param function whose time it is; null for none
     * @return its number
     */
    long enqueue(String operation, @Nullable String function, Consumer<cl_event> command) {
        if (next - first == MOST) {
            await(first + MOST / 2 - 1);
        }
        cl_event event = new cl_event();
        Call.run(operation, () -> command.accept(event));
        commands[place(next)] = new Command(function, event);
        return next++;
    }

    private static int place(long number) {
        return (int) (number % MOST);
    }

    private Command command(long number) {
        Command out = commands[place(number)];
        if (out == null) {
            throw new IllegalArgumentException("expected a command from " + first + " to " + next + ", got " + number);
        }
        return out;
    }

    /**
     * What a command of another queue has to wait for, if it needs this one; null if that is done, or is no command.
     */
    cl_event @Nullable [] after(long number) {
        if (number < first) {
            return null;
        }
        if (number > flushed) {
            // other queues may wait for ever for what only waits in a list of the driver
            flush();
        }
        return new cl_event[] {command(number).event};
    }

    /** Has the driver begin with everything that was enqueued. */
    void flush() {
        if (flushed < next - 1) {
            Call.run("flush", () -> CL.clFlush(queue));
            flushed = next - 1;
        }
    }

    /** Waits until a command is done, and with it those before. */
    void await(long number) {
        if (number >= first) {
            Call.run("wait", () -> CL.clWaitForEvents(1, new cl_event[] {command(number).event}));
            collect(number);
        }
    }

    /** Waits until everything is done. */
    void finish() {
        Call.run("wait", () -> CL.clFinish(queue));
        collect(next - 1);
    }

    /** Reads the clocks of commands that are done, and gives their events back. */
    private void collect(long last) {
        while (first <= last) {
            Command c = command(first);
            if (c.function != null) {
                double begin = clock(c.event, CL.CL_PROFILING_COMMAND_START);
                double end = clock(c.event, CL.CL_PROFILING_COMMAND_END);
                seconds.merge(c.function, end - begin, Double::sum);
                if (trace != null) {
                    trace.add(new Interval(c.function, begin, end));
                }
            }
            forget(first++);
        }
    }

    private static double clock(cl_event event, int which) {
        long[] out = new long[1];
        Call.run("clock", () -> CL.clGetEventProfilingInfo(event, which, Sizeof.cl_ulong, Pointer.to(out), null));
        return 1e-9 * out[0];
    }

    private void forget(long number) {
        cl_event event = command(number).event;
        commands[place(number)] = null;
        try {
            CL.clReleaseEvent(event);
        } catch (CLException e) {
            LOG.debug("release an event: {}", e.getMessage());
        }
    }

    /** The commands whose events are open. */
    int pending() {
        return (int) (next - first);
    }

    /** Seconds by function of the commands whose clocks were read. */
    Map<String, Double> seconds() {
        return Map.copyOf(seconds);
    }

    /** Gives back the events that are left, after failures too; the queue is not used any more. */
    void release() {
        while (first < next) {
            forget(first++);
        }
    }
}
