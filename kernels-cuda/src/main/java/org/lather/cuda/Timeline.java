package org.lather.cuda;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one stream, numbered from 1, with an event after each that may still be running. Another stream waits
 * for these events. In the stream of programs each command also has an event before it, and both measure the time on
 * the device by function, so the order of streams costs no further events. When {@value #MOST} events are open, the
 * older half is waited for; events are reused.
 */
final class Timeline {
    private static final int MOST = 512;

    private record Interval(String function, @Nullable CUevent begin, CUevent end) {}

    private final CUstream stream;
    private final boolean timed;
    private final @Nullable Interval[] intervals = new Interval[MOST];
    private final Deque<CUevent> spare = new ArrayDeque<>();
    private final Map<String, Double> seconds = new TreeMap<>();

    /** Number of the oldest command that may still be running. */
    private long first = 1;

    private long next = 1;

    /** @param timed whether to measure */
    Timeline(CUstream stream, boolean timed) {
        this.stream = stream;
        this.timed = timed;
    }

    /** Enqueues a command. @return its number */
    long enqueue(String function, Runnable work) {
        if (next - first == MOST) {
            await(first + MOST / 2 - 1);
        }
        CUevent begin = timed ? recorded() : null;
        CUevent end = null;
        boolean done = false;
        try {
            end = event();
            work.run();
            record(end);
            done = true;
        } finally {
            if (!done) {
                // an event that was not reached has no time, or that of an earlier use
                giveBack(begin, end);
            }
        }
        intervals[place(next)] = new Interval(function, begin, end);
        return next++;
    }

    /** Records a new event after the commands enqueued so far. */
    private CUevent recorded() {
        CUevent event = event();
        boolean done = false;
        try {
            record(event);
            done = true;
        } finally {
            if (!done) {
                spare.add(event);
            }
        }
        return event;
    }

    private void record(CUevent event) {
        Status.call("cuEventRecord", () -> cuEventRecord(event, stream));
    }

    private static int place(long number) {
        return (int) (number % MOST);
    }

    private Interval interval(long number) {
        Interval out = intervals[place(number)];
        if (out == null) {
            throw new IllegalArgumentException("expected a number from " + first + " to " + next + ", got " + number);
        }
        return out;
    }

    /**
     * The event for which another stream must wait if it needs a command; null if the command is done, or there is
     * none.
     */
    @Nullable
    CUevent after(long number) {
        return number < first ? null : interval(number).end();
    }

    /** Waits until a command, and with it all earlier ones, is done. */
    void await(long number) {
        if (number < first) {
            return;
        }
        CUevent end = interval(number).end();
        Status.call("cuEventSynchronize", () -> cuEventSynchronize(end));
        while (first <= number) {
            Interval i = interval(first);
            intervals[place(first++)] = null;
            giveBack(i.begin(), i.end());
            CUevent begin = i.begin();
            if (begin != null) {
                float[] milliseconds = new float[1];
                Status.call("cuEventElapsedTime", () -> cuEventElapsedTime(milliseconds, begin, i.end()));
                seconds.merge(i.function(), 1e-3 * milliseconds[0], Double::sum);
            }
        }
    }

    /** Waits for all commands and returns seconds by function. */
    Map<String, Double> seconds() {
        await(next - 1);
        return Map.copyOf(seconds);
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

    private void giveBack(@Nullable CUevent... events) {
        for (CUevent event : events) {
            if (event != null) {
                spare.add(event);
            }
        }
    }

    void free() {
        while (first < next) {
            Interval i = interval(first);
            intervals[place(first++)] = null;
            giveBack(i.begin(), i.end());
        }
        for (CUevent event : spare) {
            Status.quietly("cuEventDestroy", () -> cuEventDestroy(event));
        }
        spare.clear();
    }
}
