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

    /** By stage; those that a backend may do together share their time as its workers' time is shared. */
    Map<String, Double> seconds(Backend backend) {
        return shared(seconds, backend.resources().workerSeconds());
    }

    /** The time of the stages of {@code inside}, by its parts; the other stages as they are. */
    static Map<String, Double> shared(Map<String, Double> seconds, Map<String, Double> inside) {
        Map<String, Double> out = new LinkedHashMap<>(seconds);
        double counted = inside.values().stream().mapToDouble(t -> t).sum();
        if (counted > 0) {
            double all = inside.keySet().stream()
                    .mapToDouble(stage -> out.getOrDefault(stage, 0.0))
                    .sum();
            inside.forEach((stage, time) -> out.put(stage, all * time / counted));
        }
        return out;
    }
}
