package org.lather.cli;

import java.util.Locale;
import org.lather.backend.Progress;

/** Shows progress on the error stream: on a terminal as one redrawn line, otherwise as a plain line for every tenth. */
final class ProgressLine implements Progress {
    /** Interval at which a line is redrawn, ns. */
    private static final long REDRAW = 100_000_000L;

    private static final int BAR = 20;

    /** The style in which progress is shown. */
    enum Style {
        AUTO,
        PLAIN,
        NONE
    }

    private final Console console;
    private final StatusLine status;
    private final boolean redraw;
    private String stage = "";
    private long total;
    private long done;
    private long begin;
    private long drawn;
    private long tenths;

    private ProgressLine(Console console, Style style) {
        this.console = console;
        this.status = console.status();
        this.redraw = style == Style.AUTO && status.isTerminal();
    }

    static Progress of(Console console, Style style) {
        return style == Style.NONE ? new NotesOnly(console) : new ProgressLine(console, style);
    }

    /** Shows messages for the user, but no progress. */
    private record NotesOnly(Console console) implements Progress {
        @Override
        public void stage(String name, long total) {}

        @Override
        public void advance(long done) {}

        @Override
        public void note(String line) {
            console.info(line);
        }
    }

    @Override
    public void note(String line) {
        console.info(line);
    }

    @Override
    public synchronized void stage(String name, long steps) {
        status.clear();
        stage = name;
        total = steps;
        done = 0;
        tenths = 0;
        begin = System.nanoTime();
        drawn = begin;
    }

    @Override
    public synchronized void advance(long more) {
        done += more;
        long now = System.nanoTime();
        if (redraw) {
            if (now - drawn >= REDRAW) {
                drawn = now;
                status.show(line(now));
            }
            if (total > 0 && done >= total) {
                status.clear();
            }
        } else if (total > 0 && 10 * done / total > tenths) {
            tenths = 10 * done / total;
            status.stream().println(line(now));
        }
    }

    private String line(long now) {
        double seconds = Math.max(1e-9, (now - begin) * 1e-9);
        String rate = String.format(Locale.ROOT, "%,.0f/s", done / seconds);
        if (total <= 0) {
            return String.format(Locale.ROOT, "%-10s %,d  %s", stage, done, rate);
        }
        double part = Math.min(1.0, (double) done / total);
        long left = Math.round(seconds * (1 - part) / Math.max(part, 1e-9));
        String time = done == 0 ? "" : String.format(Locale.ROOT, "%d:%02d left", left / 60, left % 60);
        if (!redraw) {
            return String.format(Locale.ROOT, "%s %.0f %%, %s, %s", stage, Math.floor(100 * part), rate, time);
        }
        int full = (int) (part * BAR);
        return String.format(
                Locale.ROOT,
                "%-10s %3.0f %% %s%s %12s  %s",
                stage,
                Math.floor(100 * part),
                "█".repeat(full),
                "░".repeat(BAR - full),
                rate,
                time);
    }
}
