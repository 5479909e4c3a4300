package org.lather.structure;

/**
 * The place in a file from which a structure was read.
 *
 * @param file the file as named by the user; empty if the structure is not from a file
 * @param line the first line of the frame, from 1
 * @param frame index of the frame in the file, from 0; -1 if the structure is not from a file
 */
public record Origin(String file, long line, long frame) {
    /** The origin of structures that are not from a file. */
    public static final Origin NONE = new Origin("", 0, -1);

    /** The beginning of a message about the structure, such as {@code train.xyz:1821: }; empty for {@link #NONE}. */
    public String place() {
        return file.isEmpty() ? "" : this + ": ";
    }

    /** File and line, such as {@code train.xyz:1821}; empty for {@link #NONE}. */
    @Override
    public String toString() {
        return file.isEmpty() ? "" : file + ":" + line;
    }
}
