package org.lather.backend;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.runtime.ObjectMethods;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Java forget the records of this library. Java 17 keeps the types of the record whose {@code equals},
 * {@code hashCode} or {@code toString} was used for the first time most recently, and so its class loader, in caches of
 * {@link ObjectMethods} until the next record is used for the first time. A plug-in that was unloaded would stay in
 * memory until then.
 */
public final class RecordMethods {
    private static final Logger LOG = LoggerFactory.getLogger(RecordMethods.class);

    private RecordMethods() {}

    /** Replaces what is cached by a class of Java itself; takes less than a millisecond. */
    public static void release() {
        MethodHandle value = MethodHandles.identity(String.class);
        try {
            for (String method : List.of("equals", "hashCode", "toString")) {
                ObjectMethods.bootstrap(
                        MethodHandles.lookup(), method, MethodHandle.class, String.class, "value", value);
            }
        } catch (Throwable e) {
            // nothing but memory is lost
            LOG.debug("the methods of a record cannot be made: {}", e.toString());
        }
    }
}
