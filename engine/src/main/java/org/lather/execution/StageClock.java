package org.lather.execution;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lather.backend.Progress;

/** Measures wall time by stage. */
public final class StageClock {
    private final Progress progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private String stage = "";
    private long start;

    public StageClock(Progress progress) {
        this.progress = progress;
    }

    /** Ends the current stage and begins another, without notifying the progress. */
    public void begin(String name) {
        end();
        stage = name;
        start = System.nanoTime();
    }

    /** Ends the current stage, begins another, and notifies the progress. */
    public void begin(String name, long total) {
        begin(name);
        progress.stage(name, total);
    }

    public void end() {
        if (!stage.isEmpty()) {
            seconds.merge(stage, (System.nanoTime() - start) * 1e-9, Double::sum);
            stage = "";
        }
    }

    public Map<String, Double> seconds() {
        return Collections.unmodifiableMap(seconds);
    }
}
