package org.lather.cpu;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share the items of a loop. The caller takes part as worker 0; the others are daemons
 * that wait, spinning briefly and then parked. Which worker runs which item is not determined: a task writes to places
 * that depend on the item alone, and uses the worker's number only to find scratch memory.
 */
final class WorkerPool implements AutoCloseable {
    /** The body of a loop. */
    @FunctionalInterface
    interface Task {
        /**
         * @param item from 0 (inclusive) to the number of items (exclusive)
         * @param worker from 0 (inclusive) to {@link WorkerPool#threads()} (exclusive); no two run at once with the
         *     same number
         */
        void run(int item, int worker);
    }

    /** About 20 µs: longer than the gap between the loops of one product, short enough for others on the same core. */
    private static final int SPINS = 500;

    private final Thread[] workers;
    private final AtomicBoolean busy = new AtomicBoolean();
    /** Written by who holds {@link #busy}. */
    private long loops;

    private volatile @Nullable Loop current;
    private volatile boolean closed;

    /** @param threads 1 or more, the caller included */
    WorkerPool(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("expected at least 1 thread, got " + threads);
        }
        workers = new Thread[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            int worker = i + 1;
            workers[i] = new Thread(() -> serve(worker), "lather-cpu-" + worker);
            workers[i].setDaemon(true);
            workers[i].start();
        }
    }

    int threads() {
        return workers.length + 1;
    }

    /**
     * Runs {@code task} for every item and returns when all have ended. Each worker begins with a part of the items of
     * its own, the same in every loop of the same length, so that what it writes stays in its cache from loop to loop;
     * it takes them in ascending order, {@code chunk} at a time and fewer towards the end, and then what others have
     * left. When items fail, none above the lowest of them begins any more, those below are run, and the failure of the
     * lowest is thrown. An interrupt does not stop the loop and stays pending.
     *
     * @throws IllegalStateException when called from inside a task, by two threads at once, or after {@link #close}
     */
    void forEach(int items, int chunk, Task task) {
        if (items < 0 || chunk < 1) {
            throw new IllegalArgumentException(
                    "expected 0 or more items in chunks of 1 or more, got " + items + " in chunks of " + chunk);
        }
        if (closed) {
            throw new IllegalStateException("the worker pool is closed");
        }
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "the worker pool is already running a loop: a loop cannot begin inside a task"
                            + " or from a second thread");
        }
        try {
            int helpers = Math.max(0, Math.min(workers.length, (items - 1) / chunk));
            Loop loop = new Loop(++loops, items, chunk, helpers + 1, task, Thread.currentThread());
            if (helpers > 0) {
                current = loop;
                for (int i = 0; i < helpers; i++) {
                    LockSupport.unpark(workers[i]);
                }
            }
            loop.work(0);
            if (helpers > 0) {
                loop.await();
                current = null;
            }
            loop.rethrow();
        } finally {
            busy.set(false);
        }
    }

    /** Ends the threads; must not be called while a loop runs. */
    @Override
    public void close() {
        closed = true;
        for (Thread t : workers) {
            LockSupport.unpark(t);
        }
    }

    private void serve(int worker) {
        long seen = 0;
        int spins = 0;
        while (!closed) {
            Loop loop = current;
            if (loop != null && loop.number != seen) {
                seen = loop.number; // a number, not the loop: a thread at rest keeps no task alive
                if (loop.enter()) {
                    loop.work(worker);
                    loop.leave();
                }
                spins = 0;
            } else if (spins < SPINS) {
                spins++;
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                // a pending interrupt would make every later park return at once
                Thread.interrupted();
            }
        }
    }

    /** One call of forEach. */
    private static final class Loop {
        private static final int CLOSED = 1 << 30;

        /** Integers from one cursor to the next: two lines of the cache. */
        private static final int APART = 32;

        private final long number;
        private final int items;
        private final int chunk;
        private final int parts;
        private final Task task;
        private final Thread caller;
        /** [part APART]: the next item of each part. */
        private final AtomicIntegerArray next;
        /**
         * The number of helpers inside, plus CLOSED when no more may enter: helpers that wake too late cost nothing.
         */
        private final AtomicInteger inside = new AtomicInteger();

        private volatile int failedItem = Integer.MAX_VALUE;
        private @Nullable Throwable failure;

        Loop(long number, int items, int chunk, int parts, Task task, Thread caller) {
            this.number = number;
            this.items = items;
            this.chunk = chunk;
            this.parts = parts;
            this.task = task;
            this.caller = caller;
            next = new AtomicIntegerArray(parts * APART);
            for (int p = 1; p < parts; p++) {
                next.setPlain(p * APART, begin(p));
            }
        }

        private int begin(int part) {
            return (int) ((long) items * part / parts);
        }

        boolean enter() {
            for (int n = inside.get(); n < CLOSED; n = inside.get()) {
                if (inside.compareAndSet(n, n + 1)) {
                    return true;
                }
            }
            return false;
        }

        void leave() {
            if (inside.decrementAndGet() == CLOSED) {
                LockSupport.unpark(caller);
            }
        }

        void work(int worker) {
            for (int p = 0; p < parts; p++) {
                work((worker + p) % parts, worker);
            }
        }

        private void work(int part, int worker) {
            int end = begin(part + 1);
            while (true) {
                int from = next.get(part * APART);
                int to = from + Math.max(1, Math.min(chunk, (end - from) / 2));
                if (from >= end || from > failedItem) {
                    return;
                }
                if (next.compareAndSet(part * APART, from, to)) {
                    run(from, to, worker);
                }
            }
        }

        private void run(int from, int to, int worker) {
            int item = from;
            try {
                for (; item < to; item++) {
                    task.run(item, worker);
                }
            } catch (RuntimeException | Error e) {
                fail(item, e);
            }
        }

        private synchronized void fail(int item, Throwable e) {
            if (item < failedItem) {
                failedItem = item;
                failure = e;
            }
        }

        void await() {
            boolean interrupted = false;
            int spins = 0;
            for (int n = inside.addAndGet(CLOSED); n != CLOSED; n = inside.get()) {
                if (spins < SPINS) {
                    spins++;
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            }
            if (interrupted) {
                caller.interrupt();
            }
        }

        synchronized void rethrow() {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }
    }
}
