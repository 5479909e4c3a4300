package org.lather.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.lather.structure.file.AtomicFile;

/** The molecules and options that come with the program. */
final class DemoFiles {
    static final List<String> NAMES = List.of("molecules.xyz", "larger.xyz", "options.yaml");

    private DemoFiles() {}

    /** Returns whether a file has the content of the one that comes with the program. */
    static boolean isIn(Path file, String name) throws IOException {
        try (InputStream in = open(name)) {
            return Arrays.equals(in.readAllBytes(), Files.readAllBytes(file));
        }
    }

    static void unpack(String name, Path folder) throws IOException {
        try (InputStream in = open(name)) {
            AtomicFile.write(folder.resolve(name), in::transferTo);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = DemoFiles.class.getResourceAsStream("demo/" + name);
        if (in == null) {
            throw new FileNotFoundException("this build lacks the demo's file " + name);
        }
        return in;
    }
}
