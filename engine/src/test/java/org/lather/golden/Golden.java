package org.lather.golden;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The golden files on the class path. */
public final class Golden {
    private Golden() {}

    /** @param name file name without its ending, for example {@code "radial-basis"} */
    public static Npz load(String name) {
        return Npz.read(name, bytes(name + ".npz"));
    }

    /** The text of a golden file, for example {@code "structures.xyz"} or {@code "expansion-a-edges.json"}. */
    public static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String file) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no golden file " + file + " on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
