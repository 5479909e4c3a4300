package org.lather.structure.file;

import org.lather.error.LatherException;

/** Thrown if a file of structures cannot be read; states what is wrong and where. */
public final class StructureFileException extends LatherException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;
    private final int column;
    private final String reason;

    /**
     * @param file the file as named by the user
     * @param line the line, from 1, or 0 for the file as a whole
     * @param column the character in the line, from 1, or 0 for the line as a whole
     * @param reason one or two sentences: what was expected and what was found
     */
    public StructureFileException(String file, long line, int column, String reason) {
        super(file + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "") + ": " + reason);
        this.file = file;
        this.line = line;
        this.column = column;
        this.reason = reason;
    }

    StructureFileException(String file, long line, String reason, Throwable cause) {
        this(file, line, 0, reason);
        initCause(cause);
    }

    public String file() {
        return file;
    }

    /** The line, from 1; 0 for the file as a whole. */
    public long line() {
        return line;
    }

    /** The character in the line, from 1; 0 for the line as a whole. */
    public int column() {
        return column;
    }

    public String reason() {
        return reason;
    }
}
