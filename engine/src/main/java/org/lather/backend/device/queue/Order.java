package org.lather.backend.device.queue;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The common order of the two in-order queues of a device, which take effect like a single queue: a program, fill or
 * download waits for the uploads into its memory; an upload waits for the uploads before it, and for the last program
 * that uses its memory, and overlaps with everything else.
 *
 * @param <E> the vendor's type of an enqueued command
 */
public final class Order<E> {
    /** Enqueues a command with the vendor's functions. */
    public interface Command<E> {
        /**
         * Enqueues the command and returns its event.
         *
         * @param before command of the other queue for which it must wait; null for none
         */
        E enqueue(@Nullable E before);
    }

    private final Timeline<E> programs;
    private final Timeline<E> uploads;

    /** The last upload for which the queue of programs has waited. */
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
        // uploads are in order: with this one, all earlier ones are complete
        awaited = Math.max(awaited, upload);
        used.forEach(memory -> memory.used(number));
    }

    /**
     * Enqueues an upload after the last program that uses its memory.
     *
     * @param function whose time it is; null for none
     * @return number of the upload
     */
    public long upload(@Nullable String function, OrderedMemory<?> to, Command<E> command) {
        E before = programs.after(to.use());
        long number = uploads.enqueue(function, () -> command.enqueue(before));
        to.uploaded(number);
        return number;
    }
}
