package org.lather.backend;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of environments that are computed at a time. If a device runs out of memory, the number is halved
 * permanently and the range tried again: a power of two stays one, so ranges stay aligned and results the same. If
 * items differ in size, a range has as many as fit a sum of sizes, which is halved instead.
 */
public final class RangeSize {
    private static final Logger LOG = LoggerFactory.getLogger(RangeSize.class);

    private final String one;
    private final Extent extent;
    private final int most;
    private long size;

    /** Does something with the environments from {@code from} (inclusive) to {@code to} (exclusive). */
    public interface Action {
        void accept(int from, int to);
    }

    /** The size of an item, in any unit, 0 or more. */
    public interface Extent {
        long of(int item);
    }

    /** @param size environments at a time to begin with, 1 or more */
    public RangeSize(int size) {
        this(size, "environment");
    }

    /**
     * Ranges of something else than environments.
     *
     * @param one what it is, in the singular, for messages
     */
    public RangeSize(int size, String one) {
        this(size, Integer.MAX_VALUE, item -> 1, one);
    }

    /**
     * Ranges of items that differ in size.
     *
     * @param size the sum of the sizes of a range to begin with; a range has at least one item
     * @param most items of a range
     * @param extent the size of each item
     * @param one what an item is, in the singular, for messages
     */
    public RangeSize(long size, int most, Extent extent, String one) {
        this.size = size;
        this.most = most;
        this.extent = extent;
        this.one = one;
    }

    /** The number of environments of a range, or the sum of the sizes of its items. */
    public int size() {
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /**
     * Covers the environments from 0 to {@code count}.
     *
     * @param compute what a device may lack the memory for; it is done again with fewer environments, and must leave
     *     nothing behind where it fails
     * @param consume what is done once with what was computed; a device that runs out of memory there ends the work
     * @throws DeviceMemoryException where a single environment needs too much
     */
    public void cover(int count, Action compute, Action consume) {
        int from = 0;
        while (from < count) {
            int to = end(from, count);
            try {
                compute.accept(from, to);
            } catch (DeviceMemoryException e) {
                halve(from, to, e);
                continue;
            }
            consume.accept(from, to);
            from = to;
        }
    }

    private int end(int from, int count) {
        long sum = extent.of(from);
        int to = from + 1;
        while (to < count && to - from < most && sum + extent.of(to) <= size) {
            sum += extent.of(to++);
        }
        return to;
    }

    /** Takes the memory of a range of {@link #size}, which is halved until there is as much. */
    public void reserve(Runnable take) {
        boolean done = false;
        while (!done) {
            try {
                take.run();
                done = true;
            } catch (DeviceMemoryException e) {
                halve(size, size <= 1, e);
            }
        }
    }

    private void halve(int from, int to, DeviceMemoryException e) {
        long sum = 0;
        for (int item = from; item < to; item++) {
            sum += extent.of(item);
        }
        halve(sum, to - from <= 1, e);
    }

    /**
     * Half as many from now on, and less than what did not fit.
     *
     * @throws DeviceMemoryException where that was one
     */
    private void halve(long unfit, boolean single, DeviceMemoryException e) {
        if (single) {
            throw new DeviceMemoryException(
                    "the memory of the device does not hold what one " + one + " needs (" + e.getMessage() + ")", e);
        }
        do {
            size = (size + 1) / 2;
        } while (size >= unfit && size > 1);
        LOG.info("ranges of {} (of {}s) from now on, {} were too many: {}", size, one, unfit, e.getMessage());
    }
}
