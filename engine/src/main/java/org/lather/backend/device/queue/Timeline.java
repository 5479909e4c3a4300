package org.lather.backend.device.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one in-order queue, numbered from 1 on, with the events of those that may still be running. Another
 * queue waits for these events, and they measure the time on the device by function. If too many events are open, the
 * older half is waited for.
 *
 * @param <E> the vendor's type of an enqueued command
 */
public final class Timeline<E> {
    /** The operations of a vendor's queue on events. */
    public interface Events<E> {
        /** Waits until a command is done, and with it those before. */
        void await(E event);

        /** Waits until all commands are done. */
        void awaitAll();

        /** Makes the device begin all enqueued commands, for which another queue may wait. */
        void flush();

        /** The times at which the device began and ended a finished command. */
        Interval interval(String function, E event);

        /** Releases an event, also after a failure of the device. */
        void release(E event);
    }

    /** The times at which the device began and ended a command, in seconds of any clock. */
    public record Interval(String function, double begin, double end) {}

    private record Command<E>(@Nullable String function, E event) {}

    private final Events<E> events;
    private final int most;
    private final Map<Long, Command<E>> commands = new HashMap<>();
    private final Map<String, Double> seconds = new TreeMap<>();
    private @Nullable List<Interval> trace;

    /** Number of the oldest command whose event is open. */
    private long first = 1;

    private long next = 1;

    /** Number of the last command that was flushed to the device. */
    private long flushed;

    /** @param most largest number of open events, at least 2 */
    public Timeline(Events<E> events, int most) {
        this.events = events;
        this.most = most;
    }

    /** Adds the intervals of commands to a list from now on, when their clocks are read. */
    public void trace(List<Interval> intervals) {
        trace = intervals;
    }

    /**
     * Enqueues a command.
     *
     * @param function function to which the time is attributed; null for none
     * @param command enqueues the command and returns its event
     * @return number of the command
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
     * The event for which a command of another queue must wait if it needs a command; null if the command is done, or
     * there is none.
     */
    public @Nullable E after(long number) {
        if (number < first) {
            return null;
        }
        if (number > flushed) {
            // other queues may wait forever for a command that was not flushed
            flush();
        }
        return command(number).event;
    }

    /** Makes the device begin all enqueued commands. */
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

    /** Waits until all commands are done. */
    public void awaitAll() {
        events.awaitAll();
        collect(next - 1);
    }

    /** Reads the clocks of commands that are done, and releases their events. */
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

    /** Seconds by function for the commands whose clocks were read. */
    public Map<String, Double> seconds() {
        return Map.copyOf(seconds);
    }

    /** Releases the remaining events, also after failures; the queue is not used afterwards. */
    public void release() {
        while (first < next) {
            forget();
        }
    }
}
