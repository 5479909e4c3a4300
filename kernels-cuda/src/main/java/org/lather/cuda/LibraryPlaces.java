package org.lather.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The locations where CUDA's libraries are searched, in order of preference. The result depends only on the arguments
 * and the file system.
 */
final class LibraryPlaces {
    private static final List<String> WHEELS = List.of("cublas", "cusolver", "cusparse", "nvjitlink", "cuda_nvrtc");

    private static final int MOST_LINKS = 8;

    private final Path root;
    private final Set<LibraryPlace> places = new LinkedHashSet<>();

    private LibraryPlaces(Path root) {
        this.root = root;
    }

    /**
     * @param given a folder given by the user; then only this folder is searched, with the layouts of a toolkit and of
     *     wheels below it
     * @param root root of the file system; tests use another one
     */
    static List<LibraryPlace> of(@Nullable Path given, Map<String, String> environment, Path root) {
        LibraryPlaces out = new LibraryPlaces(root);
        if (given != null) {
            out.folder(given);
            out.toolkit(given);
            out.wheels(given);
            if (given.getParent() != null && given.endsWith("nvidia")) {
                out.wheels(given.getParent());
            }
            return List.copyOf(out.places);
        }
        for (String entry : environment.getOrDefault("LD_LIBRARY_PATH", "").split(":", -1)) {
            if (!entry.isBlank()) {
                out.folder(Path.of(entry));
            }
        }
        for (String name : List.of("CUDA_HOME", "CUDA_PATH")) {
            String home = environment.getOrDefault(name, "");
            if (!home.isBlank()) {
                out.toolkit(Path.of(home));
            }
        }
        out.toolkit(root.resolve("usr/local/cuda"));
        LibraryPlace.list(root.resolve("usr/local"), "cuda-").stream()
                .sorted(Comparator.comparing(Path::toString, LibraryPlace::compareVersions)
                        .reversed())
                .forEach(out::toolkit);
        out.toolkit(root.resolve("opt/cuda"));
        out.folder(root.resolve("usr/lib/x86_64-linux-gnu"));
        out.folder(root.resolve("usr/lib64"));
        out.folder(root.resolve("usr/lib"));
        out.python(environment);
        return List.copyOf(out.places);
    }

    private void python(Map<String, String> environment) {
        for (String name : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            String prefix = environment.getOrDefault(name, "");
            if (!prefix.isBlank()) {
                pythons(Path.of(prefix, "lib"));
            }
        }
        String conda = environment.getOrDefault("CONDA_PREFIX", "");
        if (!conda.isBlank()) {
            folder(Path.of(conda, "lib"));
        }
        for (String entry : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (!entry.isBlank()) {
                interpreter(Path.of(entry, "python3"));
            }
        }
        String home = environment.getOrDefault("HOME", "");
        if (!home.isBlank()) {
            pythons(Path.of(home, ".local/lib"));
        }
        pythons(root.resolve("usr/local/lib"));
        pythons(root.resolve("usr/lib"));
    }

    /**
     * Adds the installation of an interpreter and of the files to which it links: a virtual environment links to its
     * base.
     */
    private void interpreter(Path file) {
        Path at = file;
        for (int links = 0; links < MOST_LINKS && Files.exists(at); links++) {
            Path bin = at.toAbsolutePath().normalize().getParent();
            if (bin != null && bin.getParent() != null) {
                pythons(bin.getParent().resolve("lib"));
            }
            if (!Files.isSymbolicLink(at)) {
                return;
            }
            try {
                at = at.resolveSibling(Files.readSymbolicLink(at));
            } catch (IOException e) {
                return; // unreadable: the target of the link cannot be searched
            }
        }
    }

    private void pythons(Path library) {
        List<Path> versions = LibraryPlace.list(library, "python3").stream()
                .sorted(Comparator.comparing(Path::toString, LibraryPlace::compareVersions)
                        .reversed())
                .toList();
        for (Path version : versions) {
            wheels(version.resolve("site-packages"));
            wheels(version.resolve("dist-packages"));
        }
    }

    private void folder(Path folder) {
        places.add(LibraryPlace.of(folder));
    }

    private void toolkit(Path home) {
        folder(home.resolve("lib64"));
        folder(home.resolve("lib"));
        folder(home.resolve("targets/x86_64-linux/lib"));
    }

    /** Adds the folders of wheels: those for CUDA 12 have one folder each, those for CUDA 13 share one. */
    private void wheels(Path packages) {
        List<Path> folders = new ArrayList<>();
        for (String wheel : WHEELS) {
            folders.add(packages.resolve("nvidia").resolve(wheel).resolve("lib"));
        }
        places.add(new LibraryPlace(packages.resolve("nvidia") + "/*/lib", folders));
        folder(packages.resolve("nvidia/cu13/lib"));
    }
}
