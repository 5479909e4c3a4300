package org.lather.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A location that may have all libraries of one generation: a folder, or the folders of the wheels of one Python
 * installation.
 *
 * @param name human-readable name
 */
record LibraryPlace(String name, List<Path> folders) {
    LibraryPlace {
        folders = List.copyOf(folders);
    }

    static LibraryPlace of(Path folder) {
        return new LibraryPlace(folder.toString(), List.of(folder));
    }

    /**
     * The file of a library, or null. NVRTC's builtins have a minor version in their name, which must be that of NVRTC;
     * if there are several, the matching one is used.
     */
    @Nullable
    Path find(String library) {
        for (Path folder : folders) {
            Path file = library.startsWith("libnvrtc-builtins") ? builtins(folder, library) : folder.resolve(library);
            if (file != null && Files.isRegularFile(file)) {
                return file.toAbsolutePath();
            }
        }
        return null;
    }

    /** The libraries of a generation that are missing here. */
    List<String> missing(Generation generation) {
        List<String> out = new ArrayList<>();
        for (String library : generation.libraries()) {
            if (find(library) == null) {
                out.add(library);
            }
        }
        return out;
    }

    private static @Nullable Path builtins(Path folder, String library) {
        String compiler = library.replace("-builtins", "");
        String real = realName(folder.resolve(compiler));
        return list(folder, library + ".").stream()
                .max(Comparator.comparing((Path p) -> real.startsWith(compiler + suffix(p, library)))
                        .thenComparing(p -> suffix(p, library), LibraryPlace::compareVersions))
                .orElse(null);
    }

    private static String suffix(Path file, String library) {
        return file.getFileName().toString().substring(library.length());
    }

    private static String realName(Path file) {
        try {
            return file.toRealPath().getFileName().toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** The files of a folder whose names begin with a prefix; none if the folder cannot be read. */
    static List<Path> list(Path folder, String begin) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(p -> p.getFileName().toString().startsWith(begin))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /** Compares versions numerically: 12.10 comes after 12.9. */
    static int compareVersions(String a, String b) {
        String[] x = a.split("\\D+", -1);
        String[] y = b.split("\\D+", -1);
        for (int i = 0; i < Math.max(x.length, y.length); i++) {
            int c = Integer.compare(number(x, i), number(y, i));
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int i) {
        return i >= parts.length || parts[i].isEmpty() ? -1 : (int) Math.min(1e9, Double.parseDouble(parts[i]));
    }
}
