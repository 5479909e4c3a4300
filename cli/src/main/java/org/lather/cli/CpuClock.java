package org.lather.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.describe.Stage;
import org.lather.describe.StageObserver;

/** Measures CPU time of this process by stage, summed over its threads. */
final class CpuClock implements StageObserver {
    private static final List<String> STAGES = List.of("read", "neighbours", "expand", "couple", "write");

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    private long begin;

    CpuClock() {
        STAGES.forEach(s -> seconds.put(s, 0.0));
    }

    @Override
    public void begin(Stage stage) {
        begin = system.getProcessCpuTime();
    }

    @Override
    public void end(Stage stage) {
        // the backend's own measure divides the time of features among finding neighbours, expanding and coupling
        String name = stage == Stage.FEATURES ? "couple" : stage.name().toLowerCase(Locale.ROOT);
        seconds.merge(name, (system.getProcessCpuTime() - begin) * 1e-9, Double::sum);
    }

    /**
     * The seconds by stage. The time of stages that a backend executes together is divided in proportion to the time of
     * its workers.
     */
    Map<String, Double> seconds(Backend backend) {
        return shared(seconds, backend.resources().workerSeconds());
    }

    /** Divides the time of the stages in {@code inside} in proportion to its values; the other stages are unchanged. */
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
