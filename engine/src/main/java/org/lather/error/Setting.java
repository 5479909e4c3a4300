package org.lather.error;

/**
 * Something that the user of a front sets: an option of a command, an argument of a call, a key of an options file.
 *
 * @param kind the way in which it is set
 * @param name like {@code backend}, words joined by hyphens; of a key its dotted path
 * @param value the value that is meant; of an argument a word that stands for the user's value, or empty
 */
public record Setting(Kind kind, String name, String value) {
    /** The way in which a setting is set. */
    public enum Kind {
        /** An option or argument of a call or command, with the value that is meant. */
        OPTION,
        /** An option or argument of a call or command, whose value the user knows. */
        ARGUMENT,
        /** A key of the options file, with the value that is meant. */
        KEY,
        /** A replacement of an option of the options file as the user gives it, {@code key=value}, or its key alone. */
        OVERRIDE,
        /** The budget of memory, whose value is the least that the work needs, in bytes. */
        MEMORY
    }

    /** Returns an option or argument of a call or command, with the value that is meant. */
    public static Setting option(String name, Object value) {
        return new Setting(Kind.OPTION, name, value.toString());
    }

    /** Returns an option or argument of a call or command, whose value the user knows. */
    public static Setting argument(String name) {
        return new Setting(Kind.ARGUMENT, name, "");
    }

    /**
     * Returns an option or argument of a call or command, whose value the user knows.
     *
     * @param placeholder a word that stands for the value, like {@code NAME}
     */
    public static Setting argument(String name, String placeholder) {
        return new Setting(Kind.ARGUMENT, name, placeholder);
    }

    /** Returns a key of the options file by its dotted path, with the value that is meant. */
    public static Setting key(String path, Object value) {
        return new Setting(Kind.KEY, path, value.toString());
    }

    /** Returns a replacement of an option of the options file as the user gives it, {@code key=value} or its key. */
    public static Setting override(String text) {
        return new Setting(Kind.OVERRIDE, text, "");
    }

    /** Returns the budget of memory, with the least bytes that the work needs. */
    public static Setting memory(long bytes) {
        return new Setting(Kind.MEMORY, "memory", Long.toString(bytes));
    }
}
