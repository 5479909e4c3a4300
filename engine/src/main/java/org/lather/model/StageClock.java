package org.lather.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lather.backend.Progress;

/** Wall time by stage. */
final class StageClock {
    private final Progress progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private String stage = "";
    private long start;

    StageClock(Progress progress) {
        this.progress = progress;
    }

    /** Ends the stage before and begins another, without telling the progress. */
    void begin(String name) {
        end();
        stage = name;
        start = System.nanoTime();
    }

    /** The same, and tells the progress. */
    void begin(String name, long total) {
        begin(name);
        progress.stage(name, total);
    }

    void end() {
        if (!stage.isEmpty()) {
            seconds.merge(stage, (System.nanoTime() - start) * 1e-9, Double::sum);
            stage = "";
        }
    }

    Map<String, Double> seconds() {
        return Collections.unmodifiableMap(seconds);
    }
}
