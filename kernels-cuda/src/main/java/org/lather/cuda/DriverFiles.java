package org.lather.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The locations of the driver's library. The result depends only on the arguments and the file system. */
final class DriverFiles {
    private static final String NAME = "libcuda.so.1";

    /** Folders in which the dynamic linker searches without its cache. */
    private static final List<String> SYSTEM = List.of("lib64", "usr/lib64", "lib", "usr/lib");

    /** Folders of containers, of the Windows Subsystem for Linux and of NixOS, which the linker may not search. */
    private static final List<String> OTHERS =
            List.of("usr/local/nvidia/lib64", "usr/lib/wsl/lib", "run/opengl-driver/lib");

    private DriverFiles() {}

    /**
     * The files to load in the place of what the dynamic linker finds: none if it finds the driver, whose choice
     * includes compatibility libraries in LD_LIBRARY_PATH and the driver that a container runtime has registered.
     *
     * @param root root of the file system; tests use another one
     */
    static List<Path> unregistered(Map<String, String> environment, Path root) {
        Stream<Path> named = Stream.of(
                        environment.getOrDefault("LD_LIBRARY_PATH", "").split(":", -1))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
        Stream<Path> system = SYSTEM.stream().map(root::resolve);
        boolean found = Stream.concat(named, system).anyMatch(folder -> Files.exists(folder.resolve(NAME)));
        return found || isCached(root)
                ? List.of()
                : OTHERS.stream()
                        .map(folder -> root.resolve(folder).resolve(NAME))
                        .filter(Files::exists)
                        .toList();
    }

    /** Whether the linker's cache, which contains full paths between zero bytes, has an existing file. */
    private static boolean isCached(Path root) {
        try {
            String text = Files.readString(root.resolve("etc/ld.so.cache"), StandardCharsets.ISO_8859_1);
            String end = "/" + NAME + "\0";
            for (int at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) {
                String path = text.substring(text.lastIndexOf('\0', at) + 1, at + end.length() - 1);
                if (Files.exists(root.resolve(path.substring(1)))) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // without such a cache, libraries are in the folders
        }
    }
}
