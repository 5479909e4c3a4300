package org.lather.structure.file;

/** A file of structures that cannot be read: what is wrong, and where. */
public final class StructureFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;
    private final int column;
    private final String reason;

    /**
     * @param file the file as the user named it
     * @param line the line, counted from 1, or 0 for the file as a whole
     * @param column the character in the line, counted from 1, or 0 for the line as a whole
     * @param reason one or two sentences: expected what, found what
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

    /** Counted from 1; 0 where the whole file is meant. */
    public long line() {
        return line;
    }

    /** Counted from 1; 0 where the whole line is meant. */
    public int column() {
        return column;
    }

    public String reason() {
        return reason;
    }
}
