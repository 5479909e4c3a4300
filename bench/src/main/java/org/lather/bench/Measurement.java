package org.lather.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measurement of one stage on one backend. Times are medians of rounds.
 *
 * @param processor human-readable description of the hardware
 * @param input human-readable description of the input
 * @param rounds that were measured
 * @param wallSeconds wall time of a round, including all work of the host and all transfers
 * @param deviceSeconds time of the programs on the device, without transfers; NaN on a CPU
 * @param byFunction seconds on the device by function
 * @param upBytes to the device in a round
 * @param downBytes from the device
 * @param leastBytes bytes that any implementation moves: each input read once, each output written once; 0 if
 *     arithmetic is the limit
 * @param flop floating-point operations; 0 if bytes are the limit
 * @param share fraction of the floor that was reached without transfers, from 0 to 1; NaN if no floor was measured
 */
record Measurement(
        String stage,
        String processor,
        String precision,
        String input,
        int rounds,
        double wallSeconds,
        double deviceSeconds,
        Map<String, Double> byFunction,
        long upBytes,
        long downBytes,
        double leastBytes,
        double flop,
        double share) {
    /** For JSON, which has no NaN. */
    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("stage", stage);
        out.put("processor", processor);
        out.put("precision", precision);
        out.put("input", input);
        out.put("rounds", rounds);
        out.put("wall_seconds", wallSeconds);
        out.put("device_seconds", number(deviceSeconds));
        out.put("device_seconds_by_function", byFunction);
        out.put("bytes_up", upBytes);
        out.put("bytes_down", downBytes);
        out.put("least_bytes", leastBytes);
        out.put("flop", flop);
        out.put("share_of_floor", number(share));
        return out;
    }

    static @Nullable Double number(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
