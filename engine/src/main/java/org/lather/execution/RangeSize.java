package org.lather.execution;

import org.lather.backend.DeviceMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many environments are computed at a time. Where a device runs out of memory the number is halved, for good, and
 * the range tried again: a power of two stays one, so ranges stay aligned and results the same.
 */
public final class RangeSize {
    private static final Logger LOG = LoggerFactory.getLogger(RangeSize.class);

    private final String one;
    private int size;

    /** Does something with the environments from {@code from} (inclusive) to {@code to} (exclusive). */
    public interface Range {
        void accept(int from, int to);
    }

    /** @param size environments at a time to begin with, 1 or more */
    public RangeSize(int size) {
        this(size, "environment");
    }

    /**
     * The same of something else than environments.
     *
     * @param one what it is, in the singular, for messages
     */
    public RangeSize(int size, String one) {
        this.size = size;
        this.one = one;
    }

    public int size() {
        return size;
    }

    /**
     * Covers the environments from 0 to {@code count}.
     *
     * @param compute what a device may lack the memory for; it is done again with fewer environments
     * @param consume what is done once with what was computed
     * @throws DeviceMemoryException where a single environment needs too much
     */
    public void cover(int count, Range compute, Range consume) {
        int from = 0;
        while (from < count) {
            int to = Math.min(count, from + size);
            try {
                compute.accept(from, to);
            } catch (DeviceMemoryException e) {
                halve(to - from, e);
                continue;
            }
            consume.accept(from, to);
            from = to;
        }
    }

    /** Takes the memory of a range of {@link #size}, which is halved until there is as much. */
    public void reserve(Runnable take) {
        boolean done = false;
        while (!done) {
            try {
                take.run();
                done = true;
            } catch (DeviceMemoryException e) {
                halve(size, e);
            }
        }
    }

    /**
     * Half as many from now on, and fewer than the number that did not fit.
     *
     * @throws DeviceMemoryException where that was one
     */
    void halve(int environments, DeviceMemoryException e) {
        if (environments <= 1) {
            throw new DeviceMemoryException(
                    "the memory of the device does not hold what one " + one + " needs (" + e.getMessage() + ")", e);
        }
        do {
            size = (size + 1) / 2;
        } while (size >= environments);
        LOG.info("{} {}s at a time from now on, {} were too many: {}", size, one, environments, e.getMessage());
    }
}
