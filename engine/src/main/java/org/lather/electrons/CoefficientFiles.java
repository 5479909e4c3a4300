package org.lather.electrons;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/**
 * Finds the coefficients of the density of structures by the files and frames that these were read from: frame k of a
 * structure file belongs to row k of its coefficient file. The training file has the coefficient file that the options
 * name; if the name contains *, this is the name of the structure file without endings. Other structure files have the
 * coefficient file of the same name beside them, such as {@code dimers.npz} for {@code dimers.xyz.xz}.
 */
final class CoefficientFiles {
    private static final List<String> ENDINGS = List.of(".npz", ".mts");

    private final AuxiliaryBasis basis;
    private final String key;
    private final Set<Path> training = new LinkedHashSet<>();
    private final Structures structures;
    private final Map<Path, CoefficientTable> tables = new HashMap<>();

    /**
     * Prepares the search.
     *
     * @param key absolute name of the coefficient file of the training structures; may contain *
     * @param training the training structures, of which nothing is read
     * @param structures the structures whose coefficients are wanted
     * @throws DataException if one file is named for several training files, or for a folder of them
     */
    CoefficientFiles(AuxiliaryBasis basis, String key, List<Path> training, Structures structures) {
        this.basis = basis;
        this.key = key;
        training.forEach(p -> this.training.add(p.toAbsolutePath().normalize()));
        this.structures = structures;
        if (!key.contains("*") && (training.size() > 1 || training.stream().anyMatch(Files::isDirectory))) {
            throw new DataException(
                    "expected a name with * as the key of the density for several training files, got "
                            + Path.of(key).getFileName(),
                    Cure.text("Write targets.NAME.key: \"*.npz\" for coefficient files of the same names as the"
                            + " structure files"));
        }
    }

    /**
     * Returns the coefficients of a structure; empty if there is no file for its structure file.
     *
     * @throws DataException if the file lacks the frame, or has another number of functions
     */
    Optional<double[]> find(Structure s, Overlaps overlaps) {
        Path file = file(s);
        if (file == null || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        return Optional.of(tables.computeIfAbsent(file, f -> CoefficientTable.read(f, basis))
                .row(s, overlaps));
    }

    /**
     * Returns the coefficients of a structure.
     *
     * @throws DataException if there are none
     */
    double[] require(Structure s, Overlaps overlaps) {
        return find(s, overlaps)
                .orElseThrow(() -> new DataException(
                        s.place() + "expected coefficients of the density in "
                                + Optional.ofNullable(file(s))
                                        .map(Path::toString)
                                        .orElse("a file")
                                + ", found no such file",
                        Cure.text("Name the file under targets.NAME.key, or with * for one of the same name as each"
                                + " structure file")));
    }

    /** The coefficient file of a structure, which need not exist; null for a structure that is not from a file. */
    private @Nullable Path file(Structure s) {
        String name = s.annotations().file();
        if (name.isEmpty()) {
            return null;
        }
        Path own = structures
                .path(name)
                .orElseGet(() -> Path.of(name))
                .toAbsolutePath()
                .normalize();
        if (training.contains(own) || training.stream().anyMatch(t -> isWithin(own, t))) {
            return key.contains("*") ? starred(own) : Path.of(key);
        }
        for (String ending : ENDINGS) {
            Path beside = own.resolveSibling(stem(own) + ending);
            if (Files.isRegularFile(beside)) {
                return beside;
            }
        }
        return own.resolveSibling(stem(own) + ENDINGS.get(0));
    }

    /** Whether a file lies in a folder of training files. */
    private static boolean isWithin(Path file, Path training) {
        return Files.isDirectory(training) && file.startsWith(training);
    }

    private Path starred(Path own) {
        return Path.of(key.replace("*", stem(own)));
    }

    /** The name of a file without the endings of compression and format. */
    static String stem(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.(xz|gz)$", "");
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
