package org.lather.backend.device;

/**
 * The work-items of a launch: groups of equal size along one axis. Work-items of a group share local memory and meet at
 * barriers.
 *
 * @param groups 1 or more
 * @param groupSize 1 or more, at most {@link DeviceInfo#groupSize}
 */
public record Grid(int groups, int groupSize) {
    /** @throws IllegalArgumentException if a number is not positive */
    public Grid {
        if (groups < 1 || groupSize < 1) {
            throw new IllegalArgumentException(
                    "expected a grid of at least 1 group of 1 work-item, got " + groups + " of " + groupSize);
        }
    }

    /** A grid with enough groups for a number of work-items; excess work-items of the last group must do nothing. */
    public static Grid of(long items, int groupSize) {
        return new Grid(Math.toIntExact((items + groupSize - 1) / groupSize), groupSize);
    }
}
