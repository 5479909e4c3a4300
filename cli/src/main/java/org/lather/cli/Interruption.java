package org.lather.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C: the work is asked to stop at its next safe point, and says what was kept. The exit code is then the
 * machine's, 130.
 */
final class Interruption implements BooleanSupplier {
    /** How long the work may take to stop, s. */
    private static final long PATIENCE = 20;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;

    /** Listens from now on. */
    void install(StatusLine status) {
        Thread hook = new Thread(
                () -> {
                    if (ended.getCount() == 0) {
                        return;
                    }
                    asked = true;
                    if (!awaitEnd()) {
                        status.stream().println("interrupted");
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private boolean awaitEnd() {
        try {
            return ended.await(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The work is over. */
    void end() {
        ended.countDown();
    }

    @Override
    public boolean getAsBoolean() {
        return asked;
    }
}
