package org.lather.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.Progress;
import org.lather.execution.Execution;

/** The backend and the execution settings of one command. */
final class Session implements AutoCloseable {
    private final Console console;
    private final Backend backend;
    private final ShownProgress progress;
    private final long budget;

    private Session(Console console, Backend backend, ShownProgress progress, long budget) {
        this.console = console;
        this.backend = backend;
        this.progress = new CollectedStages(progress);
        this.budget = budget;
    }

    /** Opens the backend and reports it. */
    static Session open(ComputeOptions compute, Console console) {
        long budget = compute.memory().workBytes();
        Backend backend = compute.open();
        BackendInfo info = backend.info();
        console.info(String.format(
                Locale.ROOT,
                "Lather %s · %s (%s, %d %s)",
                Lather.Version.number(),
                info.name(),
                info.device(),
                info.threads(),
                info.threads() == 1 ? "thread" : "threads"));
        return new Session(console, backend, compute.progress(console), budget);
    }

    Backend backend() {
        return backend;
    }

    ShownProgress progress() {
        return progress;
    }

    Execution execution(@Nullable Path checkpoint) {
        if (checkpoint != null) {
            console.interruption().saves();
        }
        return new Execution(budget, progress, checkpoint, console.interruption());
    }

    /**
     * Execution settings of a training.
     *
     * @param scratch folder for temporary files
     */
    Execution execution(@Nullable Path checkpoint, ScratchOption scratch) {
        Path folder = scratch.folder();
        Execution execution = execution(checkpoint);
        return folder == null ? execution : execution.withScratch(folder);
    }

    /** Execution settings without progress, for many short computations. */
    Execution quietExecution() {
        return new Execution(budget, Progress.NONE, null, console.interruption());
    }

    @Override
    public void close() {
        progress.end();
        backend.close();
    }
}
