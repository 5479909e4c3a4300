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

/** The time on the device by function, between events before and after each; read once in a while, so that nothing waits. */
final class LaunchClock {
    private static final int PENDING = 512;

    private record Interval(String function, CUevent begin, CUevent end) {}

    private final CUstream stream;
    private final Deque<Interval> pending = new ArrayDeque<>();
    private final Deque<CUevent> spare = new ArrayDeque<>();
    private final Map<String, Double> seconds = new TreeMap<>();

    LaunchClock(CUstream stream) {
        this.stream = stream;
    }

    /** Enqueues something. */
    void time(String function, Runnable enqueue) {
        if (pending.size() >= PENDING) {
            read(PENDING / 2);
        }
        Interval interval = new Interval(function, event(), event());
        boolean done = false;
        try {
            Status.call("cuEventRecord", () -> cuEventRecord(interval.begin(), stream));
            enqueue.run();
            Status.call("cuEventRecord", () -> cuEventRecord(interval.end(), stream));
            done = true;
        } finally {
            if (done) {
                pending.add(interval);
            } else {
                // an end that was not reached has no time, or that of an earlier use
                spare.add(interval.begin());
                spare.add(interval.end());
            }
        }
    }

    /** Waits for what was enqueued. */
    Map<String, Double> seconds() {
        read(0);
        return Map.copyOf(seconds);
    }

    private CUevent event() {
        CUevent known = spare.poll();
        if (known != null) {
            return known;
        }
        CUevent event = new CUevent();
        Status.call("cuEventCreate", () -> cuEventCreate(event, CUevent_flags.CU_EVENT_DEFAULT));
        return event;
    }

    private void read(int left) {
        while (pending.size() > left) {
            Interval i = pending.remove();
            spare.add(i.begin());
            spare.add(i.end());
            float[] milliseconds = new float[1];
            Status.call("cuEventSynchronize", () -> cuEventSynchronize(i.end()));
            Status.call("cuEventElapsedTime", () -> cuEventElapsedTime(milliseconds, i.begin(), i.end()));
            seconds.merge(i.function(), 1e-3 * milliseconds[0], Double::sum);
        }
    }

    void free() {
        for (Interval i : pending) {
            spare.add(i.begin());
            spare.add(i.end());
        }
        pending.clear();
        for (CUevent event : spare) {
            Status.quietly("cuEventDestroy", () -> cuEventDestroy(event));
        }
        spare.clear();
    }
}
