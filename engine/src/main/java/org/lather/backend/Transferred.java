package org.lather.backend;

/**
 * Number of bytes transferred between the host and devices.
 *
 * @param toDevice host to device: neighbours, tables, representatives, targets
 * @param fromDevice device to host: normal equations, predictions, and downloads
 */
public record Transferred(long toDevice, long fromDevice) {
    public static final Transferred NOTHING = new Transferred(0, 0);

    public Transferred plus(Transferred other) {
        return new Transferred(toDevice + other.toDevice, fromDevice + other.fromDevice);
    }

    /** The transfers since an earlier count. */
    public Transferred since(Transferred earlier) {
        return new Transferred(toDevice - earlier.toDevice, fromDevice - earlier.fromDevice);
    }
}
