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
 * What one stream was given, numbered from 1 on, with an event after each that may still run: what another stream waits
 * for, and in the stream of programs, where each has one before it too, the time on the device by function. So the
 * order of streams costs no event beyond those that measure. Where {@value #MOST} are open, the older half is waited
 * for; events are used again.
 */
final class Timeline {
    private static final int MOST = 512;

    private record Interval(String function, @Nullable CUevent begin, CUevent end) {}

    private final CUstream stream;
    private final boolean timed;
    private final @Nullable Interval[] intervals = new Interval[MOST];
    private final Deque<CUevent> spare = new ArrayDeque<>();
    private final Map<String, Double> seconds = new TreeMap<>();

    /** The oldest that may still run. */
    private long first = 1;

    private long next = 1;

    /** @param timed whether to measure */
    Timeline(CUstream stream, boolean timed) {
        this.stream = stream;
        this.timed = timed;
    }

    /** Enqueues something. @return its number */
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
                // an end that was not reached has no time, or that of an earlier use
                giveBack(begin, end);
            }
        }
        intervals[place(next)] = new Interval(function, begin, end);
        return next++;
    }

    /** A new event after what was enqueued before. */
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

    /** What another stream has to wait for, if it needs this one; null if that is done, or is none. */
    @Nullable
    CUevent after(long number) {
        return number < first ? null : interval(number).end();
    }

    /** Waits until one is done, and with it those before. */
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

    /** Waits for what was enqueued. */
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
