package org.lather.evaluation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.lather.arrayfile.ModelFileException;
import org.lather.dataset.TrainingSet;
import org.lather.model.ModelFile;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.Structures;

/**
 * The models of the folds of a cross-validation in a folder, so that a run that was interrupted does not train them
 * again. They are used only for equal options, folds and data files (path, size and time of change; in memory,
 * contents), and deleted at the end.
 */
final class FoldModels {
    private static final String FOLDER = "folds";
    private static final String DIGEST = "options.sha256";

    private final Path folder;

    private FoldModels(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder {@code folds} of another, and deletes models of other options or data in it. */
    static FoldModels in(Path parent, Options options, Structures all, CrossValidation.Request request)
            throws IOException {
        Path folder = Files.createDirectories(parent.resolve(FOLDER));
        FoldModels models = new FoldModels(folder);
        String digest = digest(options, all, request);
        Path file = folder.resolve(DIGEST);
        if (!Files.isRegularFile(file) || !Files.readString(file).strip().equals(digest)) {
            models.deleteFiles();
            AtomicFile.write(file, out -> out.write((digest + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
        return models;
    }

    private static String digest(Options options, Structures all, CrossValidation.Request request) throws IOException {
        StringBuilder text = new StringBuilder(options.withAbsolutePaths().toYaml())
                .append(request.folds())
                .append('\n');
        for (Path path : all.paths()) {
            text.append(path.toAbsolutePath().normalize())
                    .append(' ')
                    .append(Files.size(path))
                    .append(' ')
                    .append(Files.getLastModifiedTime(path).toMillis())
                    .append('\n');
        }
        MessageDigest sha256 = TrainingSet.digest();
        if (all.isInMemory()) {
            all.forEach(s -> add(sha256, s));
        }
        return HexFormat.of().formatHex(sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds a structure that is in memory to a digest: its atoms, cell and labels. */
    private static void add(MessageDigest to, Structure s) {
        add(to, s.positions());
        add(to, s.cell().rows());
        StringBuilder text = new StringBuilder(Arrays.toString(s.atomicNumbers()));
        Annotations a = s.annotations();
        a.keys()
                .forEach(k ->
                        text.append(k).append('=').append(a.text(k).orElse("")).append('\n'));
        for (String column : a.columns()) {
            text.append(column).append('\n');
            try {
                add(to, a.column(column));
            } catch (IllegalArgumentException e) {
                // a column of text is no label
            }
        }
        to.update(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest to, double[] values) {
        ByteBuffer bits = ByteBuffer.allocate(8 * values.length);
        bits.asDoubleBuffer().put(values);
        to.update(bits.array());
    }

    private Path file(int repeat, int fold) {
        return folder.resolve("fold-" + (repeat + 1) + "-" + (fold + 1) + ".safetensors");
    }

    /** The checkpoint of the training of a fold. */
    Path checkpoint(int repeat, int fold) {
        return folder.resolve("fold-" + (repeat + 1) + "-" + (fold + 1) + ".checkpoint.safetensors");
    }

    /** The model of a fold, if it was trained before. */
    Optional<ModelParameters> read(int repeat, int fold) {
        Path file = file(repeat, fold);
        try {
            return Files.isRegularFile(file) ? Optional.of(ModelFile.read(file, true)) : Optional.empty();
        } catch (ModelFileException e) {
            return Optional.empty(); // damaged: the fold is trained again
        }
    }

    void write(int repeat, int fold, ModelParameters parameters) throws IOException {
        ModelFile.write(file(repeat, fold), parameters);
    }

    /** Deletes all models, and the folder if it is empty then. */
    void delete() throws IOException {
        deleteFiles();
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // a file of the user stays
        }
    }

    private void deleteFiles() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "fold-*.safetensors")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder.resolve(DIGEST));
    }
}
