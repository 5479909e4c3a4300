package org.lather.match;

import java.io.IOException;
import java.nio.file.Path;
import org.lather.arrayfile.NpyWriter;
import org.lather.arrayfile.NpzWriter;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.options.OptionsException;

/** Writes a matrix of kernels for numpy: {@code .npz} with its hyper-parameters, or {@code .npy}, the matrix alone. */
public final class KernelFile {
    private KernelFile() {}

    /**
     * Refuses a file name with another ending.
     *
     * @throws OptionsException for another ending than .npz and .npy
     */
    public static void expectEnding(Path file) {
        if (!file.toString().endsWith(".npz") && !file.toString().endsWith(".npy")) {
            throw new OptionsException(Phrase.of(
                    Setting.argument("output"), ": expected a file name that ends in .npz or .npy, got " + file));
        }
    }

    /**
     * Writes a matrix, which appears under its name when it is complete.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, KernelMatrix matrix) throws IOException {
        expectEnding(file);
        if (file.toString().endsWith(".npy")) {
            try (NpyWriter out = NpyWriter.create(file, matrix.columns())) {
                out.append(matrix.values(), 0, matrix.rows());
                out.commit();
            }
            return;
        }
        try (NpzWriter out = NpzWriter.create(file)) {
            out.put("kernel", matrix.values(), matrix.rows(), matrix.columns());
            out.put("hypers", matrix.hypers());
            out.commit();
        }
    }
}
