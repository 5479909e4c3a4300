package org.lather.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Threads that drive the devices of a backend, one thread for each, so that a device is called by one thread at a time.
 * A single device is driven at once, in the thread of the caller.
 */
public final class DeviceWorkers implements AutoCloseable {
    private final List<ExecutorService> threads = new ArrayList<>();

    /** @param parts number of devices, at least 1 */
    public DeviceWorkers(int parts) {
        for (int p = 0; p < parts && parts > 1; p++) {
            String name = "lather-device-" + p;
            threads.add(Executors.newSingleThreadExecutor(task -> {
                Thread t = new Thread(task, name);
                t.setDaemon(true);
                return t;
            }));
        }
    }

    /** Submits work for one device, to be executed after its earlier work. */
    public <T> Future<T> submit(int part, Supplier<T> work) {
        return threads.isEmpty()
                ? CompletableFuture.completedFuture(work.get())
                : threads.get(part).submit(work::get);
    }

    /**
     * Waits for the result, or throws the exception of the work.
     *
     * @throws IllegalStateException if work failed with a checked exception
     */
    public static <T> T await(Future<T> work) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.get();
                } catch (InterruptedException e) {
                    // commands enqueued on a device must be waited for in any case
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for all submitted work and ends the threads. */
    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
        for (ExecutorService thread : threads) {
            boolean interrupted = false;
            boolean done = false;
            while (!done) {
                try {
                    done = thread.awaitTermination(1, TimeUnit.HOURS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
