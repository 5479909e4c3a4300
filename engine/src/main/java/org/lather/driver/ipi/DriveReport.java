package org.lather.driver.ipi;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of a session with a server.
 *
 * @param steps number of messages with positions that were answered
 * @param structures number of structures in these messages
 * @param seconds wall time since the first positions were received, s
 * @param predictionSeconds part of it spent in the potential, s
 * @param waitingSeconds part of it spent waiting for the server, s
 * @param largestUncertainty largest uncertainty of an energy, eV; NaN if none was computed
 * @param largestUncertaintyStep step at which it occurred, from 1; 0 if none
 * @param connections number of connections
 * @param end {@code exit} if the server sent EXIT, {@code closed} if it closed the connection
 */
public record DriveReport(
        long steps,
        long structures,
        double seconds,
        double predictionSeconds,
        double waitingSeconds,
        double largestUncertainty,
        long largestUncertaintyStep,
        int connections,
        String end) {
    /** Returns the steps that were answered per second; 0 where no time has passed. */
    public double stepsPerSecond() {
        return seconds > 0 ? steps / seconds : 0;
    }

    /** Returns the statistics by the names that they have in the JSON of {@code lather drive}. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("steps", steps);
        out.put("structures", structures);
        out.put("seconds", seconds);
        out.put("steps_per_second", stepsPerSecond());
        out.put("prediction_seconds", predictionSeconds);
        out.put("waiting_seconds", waitingSeconds);
        out.put("largest_uncertainty", largestUncertaintyStep > 0 ? largestUncertainty : null);
        out.put("largest_uncertainty_step", largestUncertaintyStep > 0 ? largestUncertaintyStep : null);
        out.put("connections", connections);
        out.put("end", end);
        return out;
    }
}
