package org.lather.structure.file;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A pool of threads that read ahead. They execute bounded pieces of work and never wait for the consumer, so a stream
 * that is abandoned without being closed occupies none of them. Idle threads end after five seconds, so that they do
 * not keep an unloaded class loader in memory, and the process does not wait for them.
 */
final class ReadingThreads {
    private static final Executor THREADS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread t = new Thread(task, "lather-reading");
                t.setDaemon(true);
                return t;
            });

    private ReadingThreads() {}

    static <T> CompletableFuture<T> submit(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, THREADS);
    }
}
