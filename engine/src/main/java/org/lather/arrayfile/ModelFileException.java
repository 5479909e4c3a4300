package org.lather.arrayfile;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/**
 * Thrown for a file that is missing, damaged, of another format or too new. The message is one sentence that begins
 * with the file.
 */
public final class ModelFileException extends LatherException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_REASON = 500;

    private final String file;
    private final String reason;

    public ModelFileException(Path file, String reason) {
        super(file + ": " + printable(reason));
        this.file = file.toString();
        this.reason = printable(reason);
    }

    /**
     * A file that cannot be used.
     *
     * @param reason nothing that a file holds
     */
    public ModelFileException(Path file, Phrase reason) {
        super(Phrase.of(file + ": ", reason), List.of(), null);
        this.file = file.toString();
        this.reason = reason.toString();
    }

    private ModelFileException(Path file, String reason, IOException cause) {
        this(file, reason);
        initCause(cause);
    }

    /** An exception for a file that the operating system could not read. */
    static ModelFileException unreadable(Path file, IOException cause) {
        String reason = "cannot be read (" + cause.getMessage() + ")";
        if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
            reason = "there is no such file";
        } else if (cause instanceof AccessDeniedException) {
            reason = "cannot be read: permission denied";
        }
        return new ModelFileException(file, reason, cause);
    }

    /** Limits a message to one line of bounded length, because quotations from a damaged file may contain anything. */
    private static String printable(String reason) {
        String line = reason.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON - 1) + "…";
    }

    /** The file as named by the caller. */
    public String file() {
        return file;
    }

    /** The message without the file. */
    public String reason() {
        return reason;
    }
}
