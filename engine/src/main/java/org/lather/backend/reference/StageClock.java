package org.lather.backend.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Wall-clock time of the steps from structures to features, s. */
final class StageClock {
    static final String NEIGHBOURS = "neighbours";
    static final String EXPAND = "expand";
    static final String COUPLE = "couple";

    private final Map<String, Double> seconds = new LinkedHashMap<>();

    StageClock() {
        seconds.put(NEIGHBOURS, 0.0);
        seconds.put(EXPAND, 0.0);
        seconds.put(COUPLE, 0.0);
    }

    <T> T time(String stage, Supplier<T> work) {
        long start = System.nanoTime();
        T out = work.get();
        seconds.merge(stage, 1e-9 * (System.nanoTime() - start), Double::sum);
        return out;
    }

    void time(String stage, Runnable work) {
        long start = System.nanoTime();
        work.run();
        seconds.merge(stage, 1e-9 * (System.nanoTime() - start), Double::sum);
    }

    Map<String, Double> seconds() {
        return Map.copyOf(seconds);
    }
}
