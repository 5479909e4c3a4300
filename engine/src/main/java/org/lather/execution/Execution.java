package org.lather.execution;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Progress;

/**
 * The circumstances of a computation, none of which changes its result, but for rounding if the budget decides whether
 * predictions fold sums ({@code Folding}).
 *
 * @param budgetBytes largest number of bytes that the computation may use
 * @param progress is notified of the progress
 * @param checkpoint file from which an interrupted training is resumed; null for none
 * @param scratch folder for temporary files of what does not fit in memory; null for none
 * @param cancelled polled for cancellation; an interrupt of the thread cancels as well
 */
public record Execution(
        long budgetBytes,
        Progress progress,
        @Nullable Path checkpoint,
        @Nullable Path scratch,
        BooleanSupplier cancelled) {
    public Execution {
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(cancelled, "cancelled");
    }

    /** Settings without a folder for temporary files. */
    public Execution(long budgetBytes, Progress progress, @Nullable Path checkpoint, BooleanSupplier cancelled) {
        this(budgetBytes, progress, checkpoint, null, cancelled);
    }

    /** The same settings with another budget. */
    public Execution withBudget(long bytes) {
        return new Execution(bytes, progress, checkpoint, scratch, cancelled);
    }

    /** The same settings with a folder for temporary files of what does not fit in memory. */
    public Execution withScratch(Path folder) {
        return new Execution(budgetBytes, progress, checkpoint, folder, cancelled);
    }

    /** Settings with most of the memory of this Java process, without progress and checkpoint. */
    public static Execution defaults() {
        return new Execution(Runtime.getRuntime().maxMemory() / 10 * 9, Progress.NONE, null, () -> false);
    }

    /** Whether cancellation was requested, or the calling thread was interrupted; an interrupt stays pending. */
    public boolean isCancelled() {
        return cancelled.getAsBoolean() || Thread.currentThread().isInterrupted();
    }

    /**
     * Throws a {@link CancelledException} if cancellation was requested.
     *
     * @param kept a sentence that says what was kept
     * @throws CancelledException if it was
     */
    public void check(String kept) {
        if (isCancelled()) {
            throw new CancelledException("interrupted. " + kept);
        }
    }
}
