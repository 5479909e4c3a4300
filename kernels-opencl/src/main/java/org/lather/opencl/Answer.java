package org.lather.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The answer of the drivers of this machine, from a separate process.
 *
 * @param devices devices in the order of {@link Candidate#all}; empty if there is none, or on failure
 * @param taken signals whose handlers a driver replaced, like {@code SIGSEGV, SIGFPE}; empty if none, {@link #UNKNOWN}
 *     if this could not be determined
 * @param reason why drivers cannot be queried; otherwise empty
 * @param cure what helps; otherwise empty
 */
record Answer(List<Found> devices, String taken, String reason, String cure) {
    static final String UNKNOWN = "unknown";

    /** The prefix of each line of an answer, which distinguishes it from other output of drivers. */
    private static final String MARK = "lather-opencl:";

    private static final String BEGIN = MARK + "begin";
    private static final String END = MARK + "end";

    /**
     * A device.
     *
     * @param cpu whether it computes on the CPU
     * @param doubles whether it has double precision
     */
    record Found(String name, boolean cpu, boolean doubles) {}

    Answer {
        devices = List.copyOf(devices);
    }

    static Answer failure(String reason, String cure) {
        return new Answer(List.of(), UNKNOWN, clean(reason), clean(cure));
    }

    static Answer of(List<Candidate> candidates, String taken) {
        return new Answer(
                candidates.stream()
                        .map(c -> new Found(clean(c.name()), c.isCpu(), c.hasDoubles()))
                        .toList(),
                clean(taken),
                "",
                "");
    }

    boolean failed() {
        return !reason.isEmpty();
    }

    /** The first line of an answer: everything after it is the work of drivers. */
    static String begin() {
        return BEGIN;
    }

    static boolean begins(String printed) {
        return printed.lines().anyMatch(BEGIN::equals);
    }

    static boolean ends(String line) {
        return line.equals(END);
    }

    /** The lines of the answer after the first; {@link #parse} reads them. */
    String text() {
        return devices.stream()
                        .map(d ->
                                line("device", d.cpu() ? "cpu" : "other", d.doubles() ? "double" : "single", d.name()))
                        .collect(Collectors.joining())
                + line("taken", taken)
                + line("failure", reason, cure)
                + END
                + "\n";
    }

    private static String line(String... fields) {
        return MARK + String.join("\t", fields) + "\n";
    }

    /** Reads printed output; null if it is not a complete answer. */
    static @Nullable Answer parse(String printed) {
        List<Found> devices = new ArrayList<>();
        String[] taken = null;
        String[] failure = null;
        for (String line : printed.lines().toList()) {
            if (ends(line)) {
                return taken == null || failure == null ? null : new Answer(devices, taken[1], failure[1], failure[2]);
            }
            String[] fields =
                    line.startsWith(MARK) ? line.substring(MARK.length()).split("\t", -1) : new String[] {""};
            if (fields[0].equals("device") && fields.length == 4) {
                devices.add(new Found(fields[3], fields[1].equals("cpu"), fields[2].equals("double")));
            } else if (fields[0].equals("taken") && fields.length == 2) {
                taken = fields;
            } else if (fields[0].equals("failure") && fields.length == 3) {
                failure = fields;
            }
        }
        return null;
    }

    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
