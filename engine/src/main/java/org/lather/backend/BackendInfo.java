package org.lather.backend;

import java.util.List;
import java.util.Locale;

/**
 * What a backend is.
 *
 * @param name reference, cpu, opencl or cuda
 * @param device human-readable description of the hardware, e.g. "Vector API, 512 bit"
 * @param warnings why it is slower than need be, e.g. that a faster one was passed over, with what helps; empty if
 *     nothing is known
 */
public record BackendInfo(String name, String device, Precision precision, int threads, List<String> warnings) {
    public BackendInfo {
        warnings = List.copyOf(warnings);
    }

    /** Creates the description of a backend that nothing slows down. */
    public BackendInfo(String name, String device, Precision precision, int threads) {
        this(name, device, precision, threads, List.of());
    }

    /** Returns all but the texts of the warnings in one line, for logs and debuggers. */
    @Override
    public String toString() {
        return name + " (" + device + ", " + precision.name().toLowerCase(Locale.ROOT) + " precision, " + threads
                + (threads == 1 ? " thread" : " threads")
                + (warnings.isEmpty() ? "" : ", " + warnings.size() + (warnings.size() == 1 ? " warning" : " warnings"))
                + ")";
    }
}
