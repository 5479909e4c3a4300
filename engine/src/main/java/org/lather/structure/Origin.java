package org.lather.structure;

/**
 * The place that a structure was read from.
 *
 * @param file the file as the user named it; empty where the structure came from no file
 * @param line the first line of the frame, from 1
 * @param frame the frame's place in the file, from 0; -1 where the structure came from no file
 */
public record Origin(String file, long line, long frame) {
    /** The origin of structures that came from no file. */
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
