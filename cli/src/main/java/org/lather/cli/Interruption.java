package org.lather.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.lather.structure.file.AtomicFile;

/**
 * Handles Ctrl-C: the computation is asked to stop at its next safe point, and reports what was kept. One that does not
 * stop in time ends without its temporary files. The exit code is then 130, set by the virtual machine.
 */
final class Interruption implements BooleanSupplier {
    /** Time limit for the computation to stop, ms. */
    private static final long PATIENCE = 700;

    /** Time limit for a computation to save what a later run continues, ms. */
    private static final long PATIENCE_TO_SAVE = 20_000;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;
    private volatile boolean saves;

    /** Installs the handler. */
    void install(StatusLine status) {
        Thread hook = new Thread(
                () -> {
                    if (ended.getCount() == 0) {
                        return;
                    }
                    asked = true;
                    if (!awaitEnd()) {
                        AtomicFile.discardAll();
                        status.stream().println("interrupted. Nothing was written");
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private boolean awaitEnd() {
        try {
            return ended.await(saves ? PATIENCE_TO_SAVE : PATIENCE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Called where the computation saves sums that a later run continues, for which it may take longer to stop. */
    void saves() {
        saves = true;
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
