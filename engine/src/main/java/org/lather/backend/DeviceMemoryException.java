package org.lather.backend;

/** A device has not as much free memory as was asked for. A smaller tile may do. */
public final class DeviceMemoryException extends DeviceException {
    private static final long serialVersionUID = 1;

    public DeviceMemoryException(String message) {
        super(message);
    }

    public DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
