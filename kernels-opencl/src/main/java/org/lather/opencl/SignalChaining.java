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
 * Signal chaining of the Java virtual machine. Its handlers of SIGSEGV and others are part of how it runs compiled
 * code; a driver that replaces them ends the process at the next null pointer or safepoint. With the JDK's library
 * {@code libjsig} loaded before all others, handlers that native code installs are called after those of the virtual
 * machine instead of in their place.
 */
final class SignalChaining {
    private SignalChaining() {}

    /** Whether this system has signals that a driver may take. */
    static boolean isNeeded() {
        return isLinux() || isMac();
    }

    /** Whether it is in force in this process; false where that is not sure. */
    static boolean isOn() {
        try {
            if (isLinux()) {
                // what the process was started with, whatever became of its environment since
                String environment = Files.readString(Path.of("/proc/self/environ"), StandardCharsets.ISO_8859_1);
                String maps = Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1);
                return preloads(environment, maps);
            }
            // the linker of macOS ends a process whose library it does not find
            return isMac()
                    && Objects.requireNonNullElse(System.getenv(variable()), "").contains(name());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether the linker loaded the library before all others: it was asked to, and did.
     *
     * @param environment entries that end with zero bytes, as in /proc/self/environ
     * @param maps the files in memory, as in /proc/self/maps
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

    /** The library of this Java; null where it has none, or the linker cannot be told of it. */
    static @Nullable Path library() {
        Path file = Path.of(System.getProperty("java.home", ""), "lib", name());
        return isNeeded() && Files.isRegularFile(file) && !file.toString().matches(".*[\\s:].*") ? file : null;
    }

    /** Returns what a user can do to have it. */
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

    /** The value of {@link #variable()} for a process of this Java. @param before what it is now */
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
