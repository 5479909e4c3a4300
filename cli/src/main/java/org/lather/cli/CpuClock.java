package org.lather.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;

/** CPU time of this process by stage, summed over its threads. */
final class CpuClock {
    private static final List<String> STAGES = List.of("read", "neighbours", "expand", "couple", "write");

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    CpuClock() {
        STAGES.forEach(s -> seconds.put(s, 0.0));
    }

    /** CPU time so far, ns. */
    long now() {
        return system.getProcessCpuTime();
    }

    /** What passed since goes to a stage. */
    void add(String stage, long since) {
        seconds.merge(stage, (now() - since) * 1e-9, Double::sum);
    }

    /** By stage; what a backend counted itself comes off the stage in which it was called. */
    Map<String, Double> seconds(Backend backend) {
        Map<String, Double> out = new LinkedHashMap<>(seconds);
        Map<String, Double> inside = backend.cpuSeconds();
        double neighbours = inside.getOrDefault("neighbours", 0.0);
        double expand = inside.getOrDefault("expand", 0.0);
        if (neighbours + expand > 0) {
            // expansion may happen only when coefficients are coupled, so the three are shared out together
            double all = out.getOrDefault("neighbours", 0.0)
                    + out.getOrDefault("expand", 0.0)
                    + out.getOrDefault("couple", 0.0);
            out.put("neighbours", neighbours);
            out.put("expand", expand);
            out.put("couple", Math.max(0, all - neighbours - expand));
        }
        return out;
    }
}
