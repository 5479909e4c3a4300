package org.lather.opencl;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The signal handlers of this process by name of the signal, as reported by the virtual machine. With signal chaining
 * these are the handlers that native code requested, which also shows what a driver replaces.
 *
 * @param of handlers like {@code javaSignalHandler in libjvm.so}; empty if the virtual machine does not report them
 */
record Handlers(Map<String, String> of) {
    private static final String TITLE = "Signal Handlers:";

    Handlers {
        of = Map.copyOf(of);
    }

    /** The handlers that are installed now. */
    static Handlers now() {
        try {
            Object report = ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmInfo", null, null);
            return parse(String.valueOf(report));
        } catch (JMException | RuntimeException | LinkageError e) {
            // runtimes without the module jdk.management, and other virtual machines
            return new Handlers(Map.of());
        }
    }

    /**
     * Reads a report of the virtual machine: lines {@code SIGSEGV: HANDLER, mask=...} below a title, up to an empty
     * line.
     */
    static Handlers parse(String report) {
        Map<String, String> out = new TreeMap<>();
        int at = report.indexOf(TITLE);
        if (at >= 0) {
            for (String line :
                    report.substring(at + TITLE.length()).strip().lines().toList()) {
                if (line.isBlank()) {
                    break;
                }
                String text = line.strip();
                int colon = text.indexOf(": ");
                if (text.startsWith("SIG") && colon > 0) {
                    out.put(text.substring(0, colon), text.substring(colon + 2).split(",", 2)[0]);
                }
            }
        }
        return new Handlers(out);
    }

    /** The signals whose handler differs later, joined by commas; {@link Answer#UNKNOWN} if either is unknown. */
    String changed(Handlers later) {
        if (of.isEmpty() || later.of().isEmpty()) {
            return Answer.UNKNOWN;
        }
        List<String> out = new ArrayList<>();
        for (Map.Entry<String, String> handler : new TreeMap<>(of).entrySet()) {
            if (!handler.getValue().equals(later.of().get(handler.getKey()))) {
                out.add(handler.getKey());
            }
        }
        return String.join(", ", out);
    }
}
