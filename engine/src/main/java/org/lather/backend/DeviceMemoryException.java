package org.lather.backend;

import java.util.List;
import org.lather.error.Cure;
import org.lather.error.Setting;

/** A device is out of memory: less is free than was requested. A smaller tile may fit. */
public final class DeviceMemoryException extends DeviceException {
    private static final long serialVersionUID = 1;

    public DeviceMemoryException(String message) {
        super(message);
    }

    public DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public List<Cure> cures() {
        return List.of(
                Cure.use("a smaller ", Setting.argument("memory"), ", for smaller tiles"),
                Cure.option("precision", "single"),
                Cure.use("another ", Setting.argument("device")));
    }
}
