package org.lather.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.options.OptionsException;
import org.lather.structure.file.AtomicFile;

/** Checks and writes output files of commands. */
final class OutputFiles {
    private static final String MODEL = ".safetensors";

    /** Endings of files that are neither structures in XYZ nor models. */
    private static final List<String> OTHER = List.of(
            ".json", ".csv", ".npz", ".npy", ".mts", ".yaml", ".yml", ".png", ".cif", ".traj", ".db", ".pdb", ".h5",
            ".vasp", ".poscar", ".zip", ".bz2", ".zst");

    private OutputFiles() {}

    /** Refuses a file name whose ending is not that of structures; null for none. */
    static void expectStructures(@Nullable Path file) {
        expectEnding(
                file, "structures in extended XYZ are written: a name like out.xyz, out.xyz.gz or out.xyz.xz", MODEL);
    }

    static void expectModel(Path file) {
        expectEnding(file, "a model is written: a name that ends in .safetensors", ".xyz", ".xyz.gz", ".xyz.xz");
    }

    static void expectOptions(Path file) {
        String lower = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (!lower.endsWith(".yaml") && !lower.endsWith(".yml")) {
            throw new OptionsException("-o " + file + ": expected a name that ends in .yaml, as options are written");
        }
    }

    private static void expectEnding(@Nullable Path file, String expected, String... alsoOther) {
        if (file == null) {
            return;
        }
        String name = String.valueOf(file.getFileName());
        String lower = name.toLowerCase(Locale.ROOT);
        boolean poscar = name.startsWith("POSCAR") || name.startsWith("CONTCAR");
        if (poscar || Stream.concat(OTHER.stream(), Stream.of(alsoOther)).anyMatch(lower::endsWith)) {
            throw new OptionsException("-o " + file + ": expected another ending, as " + expected);
        }
    }

    /** Removes a folder if there is nothing in it. */
    static void removeEmpty(Path folder) throws IOException {
        boolean empty;
        try (Stream<Path> files = Files.list(folder)) {
            empty = files.findAny().isEmpty();
        }
        if (empty) {
            Files.delete(folder);
        }
    }

    /** Creates a folder if it does not exist. */
    static void folder(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new FileSystemException(folder.toString(), null, "expected a folder, found a file");
        }
        try {
            Files.createDirectories(folder);
        } catch (FileSystemException e) {
            FileSystemException failure =
                    new FileSystemException(folder.toString(), null, "the folder cannot be made: " + e.getFile());
            failure.initCause(e);
            throw failure;
        }
    }

    static void text(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    static void json(Path file, Object value) throws IOException {
        text(file, Console.json(value) + "\n");
    }

    /**
     * The name of a file beside a model: {@code model.safetensors} and {@code .options.yaml} give
     * {@code model.options.yaml}. Any other ending is part of the name, as in {@code r4.5}.
     */
    static Path beside(Path model, String ending) {
        String name = String.valueOf(model.getFileName());
        return model.resolveSibling((name.endsWith(MODEL) && name.length() > MODEL.length()
                        ? name.substring(0, name.length() - MODEL.length())
                        : name)
                + ending);
    }
}
