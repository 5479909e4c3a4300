package org.lather.evaluation;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * Writes the predictions of a cross-validation beside the structures as they were read, in the order of these, in
 * constant memory: each fold is written to a temporary file of the same folder, and the folds are merged at the end.
 * Structures that were not predicted are written as they were read. Where predictions have uncertainties, structures
 * have their outlier scores, too.
 */
public final class OutOfFoldFile implements AutoCloseable {
    private final Path target;
    private final List<Path> parts = new ArrayList<>();
    private final List<BitSet> predicted = new ArrayList<>();
    private @Nullable ExtendedXyzWriter writer;

    /** @param target the file; its folder exists */
    public OutOfFoldFile(Path target) {
        this.target = target;
    }

    /**
     * Adds a prediction; those of one fold follow those of another.
     *
     * @throws UncheckedIOException if a temporary file beside the file cannot be written
     */
    public void add(CrossValidation.OutOfFold p) {
        try {
            while (parts.size() <= p.fold()) {
                finishPart();
                Path part = Files.createTempFile(target.toAbsolutePath().getParent(), ".fold-", ".xyz");
                parts.add(part);
                predicted.add(new BitSet());
                writer = new ExtendedXyzWriter(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16));
            }
            predicted.get(p.fold()).set(p.index());
            if (writer != null) {
                Structure annotated = PredictionAnnotations.annotate(p.prediction(), p.targets(), false);
                writer.write(OutlierScore.annotate(annotated, p));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void finishPart() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    /**
     * Writes the file.
     *
     * @param all the structures that were divided into folds
     * @throws IOException if the file cannot be written
     */
    public void finish(Structures all) throws IOException {
        finishPart();
        List<Frames> open = new ArrayList<>();
        try (AtomicFile file = AtomicFile.create(target);
                Frames frames = all.frames()) {
            for (int fold = 0; fold < parts.size(); fold++) {
                open.add((predicted.get(fold).isEmpty() ? Structures.of(List.of()) : Structures.read(parts.get(fold)))
                        .frames());
            }
            ExtendedXyzWriter out = ExtendedXyzWriter.of(file, target);
            for (int i = 0; frames.hasNext(); i++) {
                Structure s = frames.next();
                for (int fold = 0; fold < parts.size(); fold++) {
                    if (predicted.get(fold).get(i)) {
                        s = open.get(fold).next();
                    }
                }
                out.write(s);
            }
            out.close();
            file.commit();
        } finally {
            open.forEach(Frames::close);
        }
    }

    /** Deletes the temporary files. */
    @Override
    public void close() throws IOException {
        finishPart();
        for (Path part : parts) {
            Files.deleteIfExists(part);
        }
    }
}
