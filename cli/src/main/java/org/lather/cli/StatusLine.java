package org.lather.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The last line of a terminal, redrawn in place. Other output to the error stream erases it first. */
final class StatusLine {
    private final PrintStream raw;
    private final PrintStream guarded;
    private final boolean terminal;
    private int shown;

    /** @param terminal whether the stream is a terminal, so that a line can be redrawn */
    StatusLine(PrintStream raw, boolean terminal) {
        this.raw = raw;
        this.terminal = terminal;
        this.guarded = new PrintStream(new Guard(), true, StandardCharsets.UTF_8);
    }

    boolean isTerminal() {
        return terminal;
    }

    /** Returns the error stream. */
    PrintStream stream() {
        return guarded;
    }

    /** Replaces the line, on a terminal only. */
    synchronized void show(String line) {
        String blanks = " ".repeat(Math.max(0, shown - line.length()));
        raw.print("\r" + line + blanks);
        raw.flush();
        shown = line.length();
    }

    synchronized void clear() {
        if (shown > 0) {
            raw.print("\r" + " ".repeat(shown) + "\r");
            raw.flush();
            shown = 0;
        }
    }

    private final class Guard extends OutputStream {
        @Override
        public void write(int b) {
            synchronized (StatusLine.this) {
                clear();
                raw.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            synchronized (StatusLine.this) {
                clear();
                raw.write(bytes, from, length);
            }
        }

        @Override
        public void flush() {
            raw.flush();
        }
    }
}
