package org.lather.cuda;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The places where CUDA's libraries are looked for, best first; depends on nothing but its arguments and the file system. */
final class LibraryPlaces {
    private static final List<String> WHEELS = List.of("cublas", "cusolver", "cusparse", "nvjitlink", "cuda_nvrtc");

    private final Path root;
    private final Set<LibraryPlace> places = new LinkedHashSet<>();

    private LibraryPlaces(Path root) {
        this.root = root;
    }

    /**
     * @param given a folder that the user names: then it alone counts, with the layouts of a toolkit and of wheels below it
     * @param root of the file system, another one in tests
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
        String home = environment.getOrDefault("HOME", "");
        if (!home.isBlank()) {
            pythons(Path.of(home, ".local/lib"));
        }
        pythons(root.resolve("usr/local/lib"));
        pythons(root.resolve("usr/lib"));
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

    /** Wheels for CUDA 12 have a folder each, those for CUDA 13 share one. */
    private void wheels(Path packages) {
        List<Path> folders = new ArrayList<>();
        for (String wheel : WHEELS) {
            folders.add(packages.resolve("nvidia").resolve(wheel).resolve("lib"));
        }
        places.add(new LibraryPlace(packages.resolve("nvidia") + "/*/lib", folders));
        folder(packages.resolve("nvidia/cu13/lib"));
    }
}
