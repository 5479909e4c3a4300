package org.lather.opencl;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.error.Setting;

/**
 * Signal chaining of the Java virtual machine. Compiled code relies on its handlers of SIGSEGV and other signals; if a
 * driver replaces them, the process crashes at the next null pointer or safepoint. With the JDK's library
 * {@code libjsig} loaded before all others, handlers that native code installs are called after those of the virtual
 * machine instead of in their place.
 */
final class SignalChaining {
    private SignalChaining() {}

    /** Whether this system has signals whose handlers a driver may replace. */
    static boolean isNeeded() {
        return isLinux() || isMac();
    }

    /** Whether signal chaining is active in this process; false if this is not certain. */
    static boolean isOn() {
        try {
            if (isLinux()) {
                // the environment with which the process was started
                String environment = Files.readString(Path.of("/proc/self/environ"), StandardCharsets.ISO_8859_1);
                String maps = Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1);
                return preloads(environment, maps);
            }
            // the linker of macOS ends a process if it does not find a library
            return isMac()
                    && Objects.requireNonNullElse(System.getenv(variable()), "").contains(name());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether the linker was asked to load the library before all others, and did so.
     *
     * @param environment entries that end with zero bytes, as in /proc/self/environ
     * @param maps the mapped files, as in /proc/self/maps
     */
    static boolean preloads(String environment, String maps) {
        for (String entry : environment.split("\0", -1)) {
            if (entry.startsWith("LD_PRELOAD=")) {
                for (String file : entry.substring(entry.indexOf('=') + 1).split("[: ]", -1)) {
                    if ((file.equals(name()) || file.endsWith("/" + name())) && maps.contains("/" + name() + "\n")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The environment variable that names libraries to load first. */
    static String variable() {
        return isMac() ? "DYLD_INSERT_LIBRARIES" : "LD_PRELOAD";
    }

    /** The library of this Java; null if it has none, or if the linker cannot be configured to load it. */
    static @Nullable Path library() {
        Path file = Path.of(System.getProperty("java.home", ""), "lib", name());
        return isNeeded() && Files.isRegularFile(file) && !file.toString().matches(".*[\\s:].*") ? file : null;
    }

    /** Returns how a user can enable it. */
    static Cure cure() {
        Path file = library();
        if (file == null) {
            return Cure.text("Start it by a Java that has lib/" + name()
                    + ", in a folder without blanks, and name that file in " + variable());
        }
        String setting = variable() + "=" + file;
        return System.getProperty("lather.home") == null
                ? Cure.text("Start the program with signal chaining: " + setting + " java ...")
                : Cure.text(
                        "Name it with ",
                        Setting.option("backend", "opencl"),
                        ", or start with signal chaining: " + setting + " lather ...");
    }

    /**
     * The value of {@link #variable()} for a process of this Java.
     *
     * @param before the current value
     */
    static String preload(Path library, String before) {
        if (before.contains(name())) {
            return before;
        }
        return before.isEmpty() ? library.toString() : library + File.pathSeparator + before;
    }

    private static String name() {
        return isMac() ? "libjsig.dylib" : "libjsig.so";
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").equals("Linux");
    }

    private static boolean isMac() {
        return System.getProperty("os.name", "").startsWith("Mac");
    }
}
