package org.lather.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_event;

/** Time on the device by function, from the events of launches. */
final class Profile {
    private record Launch(String function, cl_event event) {}

    private final List<Launch> pending = new ArrayList<>();
    private final Map<String, Double> seconds = new TreeMap<>();

    /** The event of the next launch. */
    cl_event launch(String function) {
        cl_event event = new cl_event();
        pending.add(new Launch(function, event));
        return event;
    }

    /** Forgets the last launch, which failed. */
    void cancel() {
        pending.remove(pending.size() - 1);
    }

    int pending() {
        return pending.size();
    }

    /** Everything enqueued is done: reads the clocks and gives the events back. */
    void collect() {
        for (Launch l : pending) {
            long time = clock(l.event, CL.CL_PROFILING_COMMAND_END) - clock(l.event, CL.CL_PROFILING_COMMAND_START);
            seconds.merge(l.function, 1e-9 * time, Double::sum);
            CL.clReleaseEvent(l.event);
        }
        pending.clear();
    }

    private static long clock(cl_event event, int which) {
        long[] out = new long[1];
        CL.clGetEventProfilingInfo(event, which, Sizeof.cl_ulong, Pointer.to(out), null);
        return out[0];
    }

    Map<String, Double> seconds() {
        return Map.copyOf(seconds);
    }
}
