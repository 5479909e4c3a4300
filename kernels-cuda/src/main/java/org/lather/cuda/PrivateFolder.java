package org.lather.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A folder without access for other users, which is the folder of temporary files while it is open. JCuda extracts its
 * libraries there and loads what it finds under their names; in a folder that others can write, these might be
 * replaced.
 */
final class PrivateFolder implements AutoCloseable {
    private static final String PROPERTY = "java.io.tmpdir";

    private final String before;
    private final Path path;

    PrivateFolder() throws IOException {
        before = Objects.requireNonNull(System.getProperty(PROPERTY));
        path = Files.createTempDirectory("lather-cuda-"); // rwx------
        System.setProperty(PROPERTY, path.toString());
    }

    Path path() {
        return path;
    }

    /** Deletes the folder; loaded libraries stay loaded. */
    @Override
    public void close() throws IOException {
        System.setProperty(PROPERTY, before);
        List<Path> files;
        try (Stream<Path> all = Files.list(path)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(path);
    }
}
