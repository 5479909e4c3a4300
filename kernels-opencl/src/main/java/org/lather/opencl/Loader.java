package org.lather.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The loader of OpenCL on Linux, {@code libOpenCL.so.1}. JOCL opens it by its bare name and writes to standard output
 * if that fails, so it is opened here before, by its full path.
 */
final class Loader {
    private static final String NAME = "libOpenCL.so.1";

    /** Locations in containers and in the Windows Subsystem for Linux, in addition to those of the system's linker. */
    private static final List<String> FOLDERS = List.of(
            "lib64",
            "usr/lib64",
            "usr/lib/x86_64-linux-gnu",
            "usr/lib/aarch64-linux-gnu",
            "lib",
            "usr/lib",
            "usr/local/lib",
            "usr/local/nvidia/lib64",
            "usr/local/cuda/lib64",
            "usr/lib/wsl/lib");

    private Loader() {}

    /**
     * Loads the first loader that works.
     *
     * @param root root of the file system; tests use another one
     * @throws UnsatisfiedLinkError if there is none, or none that works; the message is for users
     */
    static void load(Map<String, String> environment, Path root) {
        String reason = "";
        for (Path file : files(environment, root)) {
            if (!isLibrary(file)) {
                reason = reason.isEmpty() ? file + ": it is no library" : reason;
                continue;
            }
            try {
                System.load(file.toString());
                return;
            } catch (UnsatisfiedLinkError e) {
                if (isLoadedElsewhere(e)) {
                    return;
                }
                String message =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                reason = reason.isEmpty() ? message : reason;
            }
        }
        throw new UnsatisfiedLinkError(
                reason.isEmpty()
                        ? "there is no OpenCL loader (" + NAME + " was not found)"
                        : "the OpenCL loader does not load: " + reason);
    }

    /**
     * Whether another class loader has loaded the library. It is in the process then, where JOCL finds it by its bare
     * name.
     */
    static boolean isLoadedElsewhere(UnsatisfiedLinkError e) {
        return String.valueOf(e.getMessage()).contains("already loaded in another classloader");
    }

    /** The existing files, in the order of the system's linker. */
    static Set<Path> files(Map<String, String> environment, Path root) {
        return files(NAME, environment, root);
    }

    /**
     * The files of a library, in the order of the system's linker.
     *
     * @param name without a folder
     */
    static Set<Path> files(String name, Map<String, String> environment, Path root) {
        Set<Path> out = new LinkedHashSet<>();
        for (String folder : environment.getOrDefault("LD_LIBRARY_PATH", "").split(":", -1)) {
            if (!folder.isBlank()) {
                add(out, Path.of(folder, name));
            }
        }
        cached(name, root.resolve("etc/ld.so.cache")).forEach(p -> add(out, p));
        FOLDERS.forEach(folder -> add(out, root.resolve(folder).resolve(name)));
        return out;
    }

    /** Whether a file is a library, because Java warns of an executable stack when it loads anything else. */
    private static boolean isLibrary(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(4), new byte[] {0x7f, 'E', 'L', 'F'});
        } catch (IOException e) {
            return false;
        }
    }

    private static void add(Set<Path> out, Path file) {
        if (Files.isRegularFile(file)) {
            out.add(file.toAbsolutePath());
        }
    }

    /** The paths in the linker's cache, which contains full paths between zero bytes. */
    private static Set<Path> cached(String name, Path cache) {
        Set<Path> out = new LinkedHashSet<>();
        try {
            String text = Files.readString(cache, StandardCharsets.ISO_8859_1);
            String end = "/" + name + "\0";
            for (int at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) {
                out.add(Path.of(text.substring(text.lastIndexOf('\0', at) + 1, at + end.length() - 1)));
            }
        } catch (IOException e) {
            return out; // without such a cache, libraries are in the folders
        }
        return out;
    }
}
