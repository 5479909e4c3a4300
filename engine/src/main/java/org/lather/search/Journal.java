package org.lather.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a search has scored so far, in a file of JSON lines to which each score is appended. The first line has a digest
 * of the options and the data. A search that is repeated takes scores from the file instead of computing them, so it
 * resumes where it was interrupted. A file of another search is replaced.
 */
public final class Journal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable Path file;
    private final Map<String, Evaluated> known = new HashMap<>();
    private int found;
    private boolean replaced;

    private Journal(@Nullable Path file) {
        this.file = file;
    }

    /** A journal that is not written. */
    public static Journal none() {
        return new Journal(null);
    }

    /** A journal in a file, which is read when the search begins. */
    public static Journal in(Path file) {
        return new Journal(file);
    }

    /** Reads the file, and begins a new one if there is none of the same search. */
    void open(String digest) {
        Path path = file;
        if (path == null) {
            return;
        }
        try {
            List<String> lines = Files.exists(path) ? lines(path) : List.of();
            String head = line(Map.of("digest", digest));
            if (lines.isEmpty() || !lines.get(0).equals(head)) {
                replaced = !lines.isEmpty();
                Files.writeString(path, head + "\n");
                return;
            }
            for (String l : lines.subList(1, lines.size())) {
                Map<?, ?> entry = JSON.readValue(l, Map.class);
                known.put(String.valueOf(entry.get("of")), Evaluated.of(entry));
            }
            found = known.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The complete lines of a file: the last one may have been cut off. */
    private static List<String> lines(Path path) throws IOException {
        String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n');
        if (end + 1 < text.length()) {
            Files.writeString(path, text.substring(0, end + 1));
        }
        return end < 0 ? List.of() : text.substring(0, end).lines().toList();
    }

    /** The number of scores that the file had. */
    int found() {
        return found;
    }

    /** Whether the file was that of another search. */
    boolean replaced() {
        return replaced;
    }

    /** The score of some options on a number of structures; null if it is not known. */
    @Nullable
    Evaluated get(String of) {
        return known.get(of);
    }

    void put(String of, Evaluated evaluated) {
        known.put(of, evaluated);
        Path path = file;
        if (path != null) {
            Map<String, @Nullable Object> entry = new LinkedHashMap<>();
            entry.put("of", of);
            entry.putAll(evaluated.toMap());
            try {
                Files.writeString(path, line(entry) + "\n", StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One line of JSON. */
    static String line(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
