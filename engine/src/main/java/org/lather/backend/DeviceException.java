package org.lather.backend;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.error.LatherException;
import org.lather.error.Phrase;

/** A device failed. The message has the operation, the vendor's code and its description. */
public class DeviceException extends LatherException {
    private static final long serialVersionUID = 1;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(Phrase.of(message), List.of(), cause);
    }

    /** A failure with cures. */
    public DeviceException(Phrase fact, List<Cure> cures, Throwable cause) {
        super(fact, cures, cause);
    }

    /** A failure whose fact names settings. */
    public DeviceException(Phrase fact, @Nullable Throwable cause) {
        super(fact, List.of(), cause);
    }
}
