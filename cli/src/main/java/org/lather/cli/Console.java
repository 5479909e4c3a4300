package org.lather.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.lather.error.Spelling;
import org.lather.error.Warning;

/** The output of commands: results go to the output stream, everything else to the error stream. */
final class Console {
    private final PrintStream out;
    private final StatusLine status;
    private final Interruption interruption;
    private int verbosity;
    private Spelling spelling = Spelling.PLAIN;

    Console(PrintStream out, StatusLine status, Interruption interruption) {
        this.out = out;
        this.status = status;
        this.interruption = interruption;
    }

    /** Prints a line of the result. */
    void print(String line) {
        status.clear();
        out.println(line);
    }

    /** Prints the result as one JSON value. */
    void printJson(Object value) {
        print(json(value));
    }

    static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loaded when the first value is written: the mapper takes a tenth of a second to load. */
    private static final class Json {
        static final ObjectMapper MAPPER = org.lather.arrayfile.Json.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build();
    }

    /** Prints a message to the error stream, unless {@code -q} is given. */
    void info(String line) {
        if (verbosity >= 0) {
            status.stream().println(line);
        }
    }

    /** Prints warnings to the error stream, unless {@code -q} is given. */
    void warn(List<Warning> warnings) {
        warnings.forEach(w -> info("warning: " + w.describe(spelling)));
    }

    /** Prints a line about a failure. */
    void error(String line) {
        status.stream().println(line);
    }

    PrintWriter results() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errors() {
        return new PrintWriter(status.stream(), true, StandardCharsets.UTF_8);
    }

    Interruption interruption() {
        return interruption;
    }

    StatusLine status() {
        return status;
    }

    /**
     * Writes what is pending.
     *
     * @return whether everything so far was written
     */
    boolean flush() {
        status.clear();
        return !out.checkError();
    }

    /** The level of messages: −1 for {@code -q}, 0, 1 for {@code -v}, 2 for {@code -vv}. */
    int verbosity() {
        return verbosity;
    }

    void setVerbosity(int level) {
        verbosity = level;
    }

    /** Sets the spelling of the settings in warnings, that of the command which runs. */
    void setSpelling(Spelling spelling) {
        this.spelling = spelling;
    }
}
