package org.lather.backend;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/** Frees what a backend holds when it is closed, or with a warning when the program lost it without closing it. */
public final class Unclosed implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Release release;
    private final Cleaner.Cleanable cleanable;

    private record Release(String name, Runnable free, AtomicBoolean closed) implements Runnable {
        @Override
        public void run() {
            if (!closed.get()) {
                Notices.warn("backend " + name + " was not closed: its threads and memory were held until the garbage"
                        + " collector found it. Close it, e.g. with try (Lather lather = Lather.open())");
            }
            free.run();
        }
    }

    /**
     * Watches a backend.
     *
     * @param backend the backend, or what it and all of its handles refer to
     * @param free frees what it holds, once; must not refer to {@code backend}
     */
    public Unclosed(Object backend, String name, Runnable free) {
        release = new Release(name, free, new AtomicBoolean());
        cleanable = CLEANER.register(backend, release);
    }

    /** Frees what the backend holds, unless that was done before. */
    @Override
    public void close() {
        release.closed.set(true);
        cleanable.clean();
        RecordMethods.release();
    }
}
