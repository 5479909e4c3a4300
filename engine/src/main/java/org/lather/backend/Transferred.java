package org.lather.backend;

/**
 * Bytes copied between the host and the memory of a device.
 *
 * @param toDevice neighbours, tables, representatives, targets
 * @param fromDevice normal equations, predictions, and what a caller downloads
 */
public record Transferred(long toDevice, long fromDevice) {
    public static final Transferred NOTHING = new Transferred(0, 0);

    public Transferred plus(Transferred other) {
        return new Transferred(toDevice + other.toDevice, fromDevice + other.fromDevice);
    }

    /** What was copied since an earlier count. */
    public Transferred since(Transferred earlier) {
        return new Transferred(toDevice - earlier.toDevice, fromDevice - earlier.fromDevice);
    }
}
