package org.lather.backend.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.lather.backend.Precision;

/**
 * A device program in the neutral dialect: C with the macros of a {@link Dialect}'s prelude. Types are int, int64,
 * {@code accum} (double) and {@code real}, the storage of features (float in single precision).
 *
 * @param name of its file, without ending; of several, joined by +, whose texts follow one another
 * @param constants defined before the text, by name
 */
public record ProgramSource(String name, Precision precision, Map<String, Integer> constants) {
    private static final String FOLDER = "/org/lather/programs/";

    public ProgramSource {
        constants = Map.copyOf(constants);
    }

    /** The whole text that a compiler gets: constants, prelude, program. */
    public String text(Dialect dialect) {
        StringBuilder out = new StringBuilder();
        if (precision == Precision.SINGLE) {
            out.append("#define SINGLE 1\n");
        }
        new TreeMap<>(constants)
                .forEach((key, value) -> out.append("#define ")
                        .append(key)
                        .append(' ')
                        .append(value)
                        .append('\n'));
        out.append(read(dialect.prelude()));
        for (String file : name.split("\\+", -1)) {
            out.append(read(file + ".dev"));
        }
        return out.toString();
    }

    private static String read(String file) {
        try (InputStream in = ProgramSource.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no device program " + file + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
