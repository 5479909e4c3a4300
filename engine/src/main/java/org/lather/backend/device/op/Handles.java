package org.lather.backend.device.op;

/** Handles that an operation is given, which have to be those of a device's backend. */
public final class Handles {
    private Handles() {}

    /** @throws IllegalArgumentException where the handle is another backend's */
    public static <T> T own(Object handle, Class<T> type) {
        if (!type.isInstance(handle)) {
            throw new IllegalArgumentException("expected a handle of a device's backend, got "
                    + handle.getClass().getName());
        }
        return type.cast(handle);
    }
}
