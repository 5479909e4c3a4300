package org.lather.cli;

import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows the stages of a computation on the error stream. On a terminal it is one redrawn line. Otherwise a stage of
 * more than two seconds prints at most ten lines: for every tenth of its steps or, if their number is not known, each
 * time its duration has doubled. A timer keeps the display alive in stages that report no steps.
 */
final class ProgressLine implements ShownProgress {
    /** Interval at which a line is redrawn, ns. */
    private static final long REDRAW = 100_000_000L;

    /** Interval of the timer, ms. */
    private static final long TICK = 250;

    /** Duration of a stage from which on it prints lines, ns. */
    private static final long QUIET = 2_000_000_000L;

    private static final int MOST_LINES = 10;
    private static final int BAR = 20;

    /** The style in which progress is shown. */
    enum Style {
        /** A redrawn line on a terminal, otherwise lines for long stages. */
        AUTO,
        /** Lines from the beginning of each stage. */
        PLAIN,
        NONE
    }

    private final Console console;
    private final StatusLine status;
    private final boolean redraw;
    private final long quiet;
    private final LongSupplier clock;
    private @Nullable Timer timer;
    private String stage = "";
    private long total;
    private long done;
    private long begin;
    private long drawn;
    private long tenths;
    private long nextAge;
    private int lines;

    /** @param clock time in ns */
    ProgressLine(Console console, Style style, LongSupplier clock) {
        this.console = console;
        this.status = console.status();
        this.redraw = style == Style.AUTO && status.isTerminal();
        this.quiet = style == Style.PLAIN ? 0 : QUIET;
        this.clock = clock;
    }

    static ShownProgress of(Console console, Style style) {
        return style == Style.NONE ? new NotesOnly(console) : new ProgressLine(console, style, System::nanoTime);
    }

    /** Shows messages for the user, but no progress. */
    private record NotesOnly(Console console) implements ShownProgress {
        @Override
        public void stage(String name, long total) {}

        @Override
        public void advance(long done) {}

        @Override
        public void note(String line) {
            console.info(line);
        }

        @Override
        public void end() {}
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
        tenths = -1;
        lines = 0;
        nextAge = QUIET;
        begin = clock.getAsLong();
        drawn = begin;
        if (timer == null) {
            timer = new Timer("progress", true);
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            tick();
                        }
                    },
                    TICK,
                    TICK);
        }
    }

    @Override
    public synchronized void advance(long more) {
        done += more;
        show();
        if (redraw && total > 0 && done >= total) {
            status.clear();
        }
    }

    /** Shows how long the stage has lasted. */
    synchronized void tick() {
        show();
    }

    @Override
    public synchronized void end() {
        stage = "";
        status.clear();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void show() {
        if (stage.isEmpty() || (total > 0 && done >= total)) {
            return;
        }
        long now = clock.getAsLong();
        if (redraw) {
            if (now - drawn >= REDRAW) {
                drawn = now;
                status.show(line(now));
            }
        } else if (now - begin >= quiet && lines < MOST_LINES && isDue(now)) {
            lines++;
            status.stream().println(line(now));
        }
    }

    private boolean isDue(long now) {
        if (total > 0) {
            long reached = 10 * done / total;
            boolean due = reached > tenths;
            tenths = reached;
            return due;
        }
        boolean due = now - begin >= nextAge;
        if (due) {
            nextAge = 2 * (now - begin);
        }
        return due;
    }

    private String line(long now) {
        double seconds = Math.max(1e-9, (now - begin) * 1e-9);
        String rate = String.format(Locale.ROOT, "%,.0f/s", done / seconds);
        if (total <= 0) {
            String steps = done == 0 ? "" : String.format(Locale.ROOT, "%,d, %s, ", done, rate);
            return String.format(Locale.ROOT, redraw ? "%-15s %s%s" : "%s %s%s", stage, steps, time(seconds));
        }
        double part = Math.min(1.0, (double) done / total);
        String left = done == 0 ? time(seconds) : time(seconds * (1 - part) / part) + " left";
        if (!redraw) {
            return String.format(Locale.ROOT, "%s %.0f %%, %s, %s", stage, Math.floor(100 * part), rate, left);
        }
        int full = (int) (part * BAR);
        return String.format(
                Locale.ROOT,
                "%-15s %3.0f %% %s%s %12s  %s",
                stage,
                Math.floor(100 * part),
                "█".repeat(full),
                "░".repeat(BAR - full),
                rate,
                left);
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
