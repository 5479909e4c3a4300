package org.lather.backend.device.op;

/** Checks that handles belong to the backend of a device. */
public final class Handles {
    private Handles() {}

    /** @throws IllegalArgumentException if the handle belongs to another backend */
    public static <T> T own(Object handle, Class<T> type) {
        if (!type.isInstance(handle)) {
            throw new IllegalArgumentException("expected a handle of a device's backend, got "
                    + handle.getClass().getName());
        }
        return type.cast(handle);
    }
}
