package org.lather.backend.device.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one in-order queue, numbered from 1 on, with the events of those that may still run: what another
 * queue waits for, and the time on the device by function. Where too many events are open, the older half is waited
 * for.
 *
 * @param <E> what a vendor has for a command that was enqueued
 */
public final class Timeline<E> {
    /** What a vendor's queue does with events. */
    public interface Events<E> {
        /** Waits until a command is done, and with it those before. */
        void await(E event);

        /** Waits until all commands are done. */
        void awaitAll();

        /** Has the device begin with everything that was enqueued, for which another queue may wait. */
        void flush();

        /** When the device began and ended a command that is done. */
        Interval interval(String function, E event);

        /** Gives an event back, also after a failure of the device. */
        void release(E event);
    }

    /** When the device began and ended a command, in seconds of any clock. */
    public record Interval(String function, double begin, double end) {}

    private record Command<E>(@Nullable String function, E event) {}

    private final Events<E> events;
    private final int most;
    private final Map<Long, Command<E>> commands = new HashMap<>();
    private final Map<String, Double> seconds = new TreeMap<>();
    private @Nullable List<Interval> trace;

    /** The oldest command whose event is open. */
    private long first = 1;

    private long next = 1;

    /** The last command that the device was told to begin with. */
    private long flushed;

    /** @param most events that are open at a time, 2 or more */
    public Timeline(Events<E> events, int most) {
        this.events = events;
        this.most = most;
    }

    /** From now on the intervals of commands are listed, when their clocks are read. */
    public void trace(List<Interval> intervals) {
        trace = intervals;
    }

    /**
     * Enqueues a command.
     *
     * @param function whose time it is; null for none
     * @param command enqueues it, and returns its event
     * @return its number
     */
    public long enqueue(@Nullable String function, Supplier<E> command) {
        if (next - first == most) {
            await(first + most / 2 - 1);
        }
        commands.put(next, new Command<>(function, command.get()));
        return next++;
    }

    private Command<E> command(long number) {
        Command<E> out = commands.get(number);
        if (out == null) {
            throw new IllegalArgumentException("expected a command from " + first + " to " + next + ", got " + number);
        }
        return out;
    }

    /**
     * What a command of another queue has to wait for, if it needs this one; null if that is done, or is no command.
     */
    public @Nullable E after(long number) {
        if (number < first) {
            return null;
        }
        if (number > flushed) {
            // other queues may wait for ever for what only waits in a list of the driver
            flush();
        }
        return command(number).event;
    }

    /** Has the device begin with everything that was enqueued. */
    public void flush() {
        if (flushed < next - 1) {
            events.flush();
            flushed = next - 1;
        }
    }

    /** Waits until a command is done, and with it those before. */
    public void await(long number) {
        if (number >= first) {
            events.await(command(number).event);
            collect(number);
        }
    }

    /** Waits until everything is done. */
    public void awaitAll() {
        events.awaitAll();
        collect(next - 1);
    }

    /** Reads the clocks of commands that are done, and gives their events back. */
    private void collect(long last) {
        while (first <= last) {
            Command<E> c = command(first);
            try {
                if (c.function != null) {
                    Interval interval = events.interval(c.function, c.event);
                    seconds.merge(c.function, interval.end() - interval.begin(), Double::sum);
                    if (trace != null) {
                        trace.add(interval);
                    }
                }
            } finally {
                forget();
            }
        }
    }

    private void forget() {
        E event = command(first).event;
        commands.remove(first++);
        events.release(event);
    }

    /** The number of commands whose events are open. */
    public int pending() {
        return (int) (next - first);
    }

    /** Seconds by function of the commands whose clocks were read. */
    public Map<String, Double> seconds() {
        return Map.copyOf(seconds);
    }

    /** Gives back the events that are left, after failures too; the queue is not used any more. */
    public void release() {
        while (first < next) {
            forget();
        }
    }
}
