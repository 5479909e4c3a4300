package org.lather.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jocl.CL;
import org.jspecify.annotations.Nullable;

/**
 * JOCL's native library. JOCL unpacks it to the temporary folder unless a file of that name is there: a stale or
 * planted file would be loaded. So it is loaded from a new folder to which nobody else can write, and which is then
 * deleted.
 */
final class NativeLibrary {
    private static final String FOLDER = "java.io.tmpdir";
    private static boolean loaded;
    /** The reason why the library does not load, because a class whose initialisation failed does not repeat it. */
    private static @Nullable String broken;

    private NativeLibrary() {}

    /** The reason why it does not load in this process; null if it was loaded, or loading was not tried. */
    static synchronized @Nullable String failure() {
        return broken;
    }

    /** @throws LinkageError if JOCL or the OpenCL loader that it needs is missing; the message is for users */
    static void load() {
        load(System.getenv(), Path.of("/"));
    }

    /** @param root root of the file system; tests use another one */
    static synchronized void load(Map<String, String> environment, Path root) {
        if (loaded) {
            return;
        }
        if (broken != null) {
            throw new UnsatisfiedLinkError(broken);
        }
        String before = System.getProperty(FOLDER);
        if (System.getProperty("os.name", "").equals("Linux")) {
            try {
                Loader.load(environment, root);
            } catch (UnsatisfiedLinkError e) {
                broken = String.valueOf(e.getMessage());
                throw e;
            }
        }
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
        } catch (LinkageError e) {
            broken = "JOCL's library does not load: " + reason(e);
            LinkageError told = new UnsatisfiedLinkError(broken);
            told.initCause(e);
            throw told;
        } finally {
            System.setProperty(FOLDER, before);
            delete(folder);
        }
    }

    /** The last reason of JOCL's long message. */
    private static String reason(LinkageError e) {
        String message = String.valueOf(e.getMessage());
        String mark = "UnsatisfiedLinkError: ";
        int at = message.lastIndexOf(mark);
        return (at < 0 ? message : message.substring(at + mark.length()))
                .lines()
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }

    private static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path f : files) {
                Files.delete(f);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // a loaded library that cannot be deleted is deleted with the process
            folder.toFile().deleteOnExit();
        }
    }
}
