package org.lather.arrayfile;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads {@code .npy} files: real numbers of 32 or 64 bits and integers, in either byte order and either order of
 * indices, or one string.
 */
public final class NpyReader {
    private NpyReader() {}

    /** @throws ModelFileException if the file is missing, damaged or of another type */
    public static NpyArray read(Path file) {
        if (Files.isDirectory(file)) {
            throw new ModelFileException(file, "it is a directory, expected a file");
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return NpyArray.read(file, in, Files.size(file));
        } catch (EOFException e) {
            throw new ModelFileException(file, "it ends too early: the file is truncated");
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }
}
