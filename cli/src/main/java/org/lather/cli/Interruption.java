package org.lather.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Handles Ctrl-C: the computation is asked to stop at its next safe point, and reports what was kept. The exit code is
 * then 130, set by the virtual machine.
 */
final class Interruption implements BooleanSupplier {
    /** Time limit for the computation to stop, s. */
    private static final long PATIENCE = 20;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;

    /** Installs the handler. */
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

    /** Called when the computation has ended. */
    void end() {
        ended.countDown();
    }

    @Override
    public boolean getAsBoolean() {
        return asked;
    }
}
