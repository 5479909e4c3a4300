package org.lather.execution;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Progress;

/**
 * The circumstances of a computation, none of which changes its result.
 *
 * @param budgetBytes what the computation may hold
 * @param progress hears how far it is
 * @param checkpoint a file that an interrupted training is resumed from; null for none
 * @param cancelled asked now and then whether to stop
 */
public record Execution(
        long budgetBytes, Progress progress, @Nullable Path checkpoint, BooleanSupplier cancelled) {
    /** Most of the memory of this Java process, no progress, no checkpoint. */
    public static Execution defaults() {
        return new Execution(Runtime.getRuntime().maxMemory() / 10 * 9, Progress.NONE, null, () -> false);
    }

    /**
     * Stops the work where that was asked for.
     *
     * @param kept a sentence that says what was kept
     * @throws CancelledException if it was
     */
    public void check(String kept) {
        if (cancelled.getAsBoolean()) {
            throw new CancelledException("interrupted. " + kept);
        }
    }
}
