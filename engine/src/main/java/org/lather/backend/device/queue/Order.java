package org.lather.backend.device.queue;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Two in-order queues of a device that come out as one: a program, fill or download waits for the uploads into its
 * memory; an upload waits for the uploads before it, and for the last program that uses its memory, and overlaps with
 * everything else.
 *
 * @param <E> what a vendor has for a command that was enqueued
 */
public final class Order<E> {
    /** Enqueues a command of a vendor. */
    public interface Command<E> {
        /**
         * Enqueues it, and returns its event.
         *
         * @param before a command of the other queue that it has to wait for; null for none
         */
        E enqueue(@Nullable E before);
    }

    private final Timeline<E> programs;
    private final Timeline<E> uploads;

    /** The last upload that the queue of programs has waited for. */
    private long awaited;

    public Order(Timeline<E> programs, Timeline<E> uploads) {
        this.programs = programs;
        this.uploads = uploads;
    }

    public Timeline<E> programs() {
        return programs;
    }

    public Timeline<E> uploads() {
        return uploads;
    }

    /**
     * Enqueues a program, a fill or a download after the uploads into the memory that it uses.
     *
     * @param function whose time it is; null for none
     */
    public void program(@Nullable String function, Collection<? extends OrderedMemory<?>> used, Command<E> command) {
        long upload = used.stream().mapToLong(OrderedMemory::upload).max().orElse(0);
        E before = upload > awaited ? uploads.after(upload) : null;
        long number = programs.enqueue(function, () -> command.enqueue(before));
        // uploads are in order: with this one all before it have arrived
        awaited = Math.max(awaited, upload);
        used.forEach(memory -> memory.used(number));
    }

    /**
     * Enqueues an upload after the last program that uses its memory.
     *
     * @param function whose time it is; null for none
     * @return its number among the uploads
     */
    public long upload(@Nullable String function, OrderedMemory<?> to, Command<E> command) {
        E before = programs.after(to.use());
        long number = uploads.enqueue(function, () -> command.enqueue(before));
        to.uploaded(number);
        return number;
    }
}
