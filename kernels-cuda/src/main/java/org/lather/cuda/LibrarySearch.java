package org.lather.cuda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.error.Setting;

/**
 * The selected location that has all libraries of one generation supported by the driver.
 *
 * @param files the libraries in the order in which they are loaded
 */
record LibrarySearch(Generation generation, LibraryPlace place, List<Path> files) {
    /**
     * A library that cuSPARSE of the first releases of CUDA 12 does not need; if it is needed and missing, loading
     * fails with that reason.
     */
    private static final String OPTIONAL = "libnvJitLink";

    LibrarySearch {
        files = List.copyOf(files);
    }

    /**
     * @param driver newest version of CUDA that the driver supports, 1000 major + 10 minor as reported by the driver
     * @throws CudaUnavailableException if there is none, with the names and locations that were searched
     */
    static LibrarySearch in(List<LibraryPlace> places, int driver) {
        for (LibraryPlace place : places) {
            // 12 is preferred, for which JCuda was built
            for (Generation generation : Generation.values()) {
                if (1000 * generation.major() <= driver
                        && lacking(place, generation).isEmpty()) {
                    List<Path> files = new ArrayList<>();
                    for (String library : generation.libraries()) {
                        Path file = place.find(library);
                        if (file != null) {
                            files.add(file);
                        }
                    }
                    return new LibrarySearch(generation, place, files);
                }
            }
        }
        throw failure(places, driver);
    }

    private static List<String> lacking(LibraryPlace place, Generation generation) {
        return place.missing(generation).stream()
                .filter(library -> !library.startsWith(OPTIONAL))
                .toList();
    }

    private static CudaUnavailableException failure(List<LibraryPlace> places, int driver) {
        Generation advised = driver >= 13000 ? Generation.CUDA_13 : Generation.CUDA_12;
        for (LibraryPlace place : places) {
            for (Generation generation : Generation.values()) {
                if (1000 * generation.major() > driver
                        && lacking(place, generation).isEmpty()) {
                    return new CudaUnavailableException(
                            "the libraries in " + place.name() + " are of " + generation
                                    + ", the driver serves CUDA up to " + driver / 1000 + "." + driver % 1000 / 10,
                            "Install a newer driver (CUDA 13 needs 580, CUDA 12 needs 525), or " + advised
                                    + "'s libraries: " + advised.pip());
                }
            }
        }
        CudaUnavailableException near = nearest(places, driver);
        if (near != null) {
            return near;
        }
        for (LibraryPlace place : places) {
            String other = otherGeneration(place);
            if (other != null) {
                return new CudaUnavailableException(
                        "the libraries in " + place.name() + " are of another generation (" + other
                                + "), expected CUDA 12 or 13",
                        install(advised));
            }
        }
        return new CudaUnavailableException(
                "none of CUDA's libraries (" + advised.libraries().get(1) + " and others) was found in "
                        + folders(places),
                install(advised));
    }

    /**
     * The failure for the location that lacks fewest libraries, among those that have a library specific to their
     * generation.
     */
    private static @Nullable CudaUnavailableException nearest(List<LibraryPlace> places, int driver) {
        LibraryPlace best = null;
        Generation of = Generation.CUDA_12;
        int least = Integer.MAX_VALUE;
        for (LibraryPlace place : places) {
            for (Generation generation : Generation.values()) {
                int missing = lacking(place, generation).size();
                boolean own = place.find(generation.libraries().get(1)) != null
                        || place.find("libnvrtc.so." + generation.major()) != null;
                if (own && missing < least && 1000 * generation.major() <= driver) {
                    best = place;
                    of = generation;
                    least = missing;
                }
            }
        }
        if (best == null) {
            return null;
        }
        List<String> missing = lacking(best, of);
        if (missing.stream().allMatch(library -> library.startsWith("libnvrtc"))) {
            return new CudaUnavailableException(
                    "NVRTC, the compiler of device programs, is missing: " + best.name() + " has " + of + " without "
                            + String.join(" and ", missing),
                    Cure.text(
                            "Install it into the same place ("
                                    + (of == Generation.CUDA_12 ? "nvidia-cuda-nvrtc-cu12" : "nvidia-cuda-nvrtc")
                                    + " of pip, cuda-nvrtc of a toolkit), or name another folder with ",
                            Setting.argument("cuda-libraries")));
        }
        return new CudaUnavailableException(
                "the " + of + " libraries in " + best.name() + " are not complete, missing "
                        + String.join(", ", missing) + "; " + folders(places) + " searched",
                install(of));
    }

    private static @Nullable String otherGeneration(LibraryPlace place) {
        return place.folders().stream()
                .flatMap(folder -> LibraryPlace.list(folder, "libcublas.so.").stream())
                .filter(Files::isRegularFile)
                .map(p -> Objects.toString(p.getFileName()))
                .filter(name -> !name.startsWith("libcublas.so.12") && !name.startsWith("libcublas.so.13"))
                .min(String::compareTo)
                .orElse(null);
    }

    private static String folders(List<LibraryPlace> places) {
        int count = places.stream().mapToInt(p -> p.folders().size()).sum();
        return count + (count == 1 ? " folder" : " folders");
    }

    private static Cure install(Generation generation) {
        return Cure.text(
                "Install CUDA's toolkit, or the libraries alone (" + generation.pip() + "), or name their folder with ",
                Setting.argument("cuda-libraries"));
    }
}
