package org.lather.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lather.structure.AtomicFile;

/** Files that commands write. */
final class OutputFiles {
    private OutputFiles() {}

    /** Fails before the work instead of after it. */
    static void expectWritable(@Nullable Path file) throws IOException {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new FileSystemException(file.toString(), null, "cannot be written: there is no folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "cannot be written: it is a folder");
        }
        if (!Files.isWritable(folder)) {
            throw new FileSystemException(file.toString(), null, "cannot be written: no permission in " + folder);
        }
    }

    static void text(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    static void json(Path file, Object value) throws IOException {
        text(file, Console.json(value) + "\n");
    }

    /** A file beside another one: {@code model.safetensors} and {@code .options.yaml} give {@code model.options.yaml}. */
    static Path beside(Path file, String ending) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ending);
    }
}
