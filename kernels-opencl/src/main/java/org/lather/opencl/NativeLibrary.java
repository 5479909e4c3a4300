package org.lather.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jocl.CL;

/**
 * JOCL's native library. JOCL unpacks it to the temporary folder unless a file of that name is there: a stale or planted file
 * would be loaded. So it is loaded from a new folder that nobody else can write to, which then is deleted.
 */
final class NativeLibrary {
    private static final String FOLDER = "java.io.tmpdir";
    private static boolean loaded;

    private NativeLibrary() {}

    /** @throws LinkageError where JOCL or the OpenCL loader that it needs is missing */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        String before = System.getProperty(FOLDER);
        Path folder;
        try {
            folder = Files.createTempDirectory("lather-opencl-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the temporary folder " + before, e);
        }
        try {
            System.setProperty(FOLDER, folder.toString());
            CL.setExceptionsEnabled(true);
            loaded = true;
        } finally {
            System.setProperty(FOLDER, before);
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path f : files) {
                Files.delete(f);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // where a loaded library cannot be deleted, it goes with the process
            folder.toFile().deleteOnExit();
        }
    }
}
