package org.lather.backend.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lather.backend.Precision;

/**
 * A device program in the neutral dialect: C with the macros of a {@link Dialect}'s prelude. Types are int, int64,
 * {@code accum} (double) and {@code real}, the storage of features (float in single precision).
 *
 * @param name name of its file without ending, or names of several joined by +, whose texts are concatenated
 * @param constants constants by name, defined before the text
 */
public record ProgramSource(String name, Precision precision, Map<String, Integer> constants) {
    private static final String FOLDER = "/org/lather/programs/";
    private static final Pattern FUNCTION = Pattern.compile("KERNEL void (\\w+)\\(");
    private static final Pattern CONDITION = Pattern.compile("#if (!?)(\\w+)");

    public ProgramSource {
        constants = Map.copyOf(constants);
    }

    /** The complete text for the compiler: constants, prelude, program. */
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

    /** The names of the functions that can be launched, in order, without those that a constant excludes. */
    public List<String> functions() {
        List<String> out = new ArrayList<>();
        Deque<Boolean> included = new ArrayDeque<>();
        for (String file : name.split("\\+", -1)) {
            for (String line : read(file + ".dev").split("\n", -1)) {
                if (line.startsWith("#if")) {
                    included.push(included(line));
                } else if (line.startsWith("#el")) {
                    included.push(!included.pop());
                } else if (line.startsWith("#endif")) {
                    included.pop();
                }
                Matcher function = FUNCTION.matcher(line);
                if (function.lookingAt() && !included.contains(false)) {
                    out.add(function.group(1));
                }
            }
        }
        return out;
    }

    /** Whether the condition on a constant is met; other conditions contain no function. */
    private boolean included(String line) {
        Matcher condition = CONDITION.matcher(line);
        return !condition.matches()
                || condition.group(1).isEmpty() == (constants.getOrDefault(condition.group(2), 0) != 0);
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
