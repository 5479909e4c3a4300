package org.lather.opencl;

import java.util.concurrent.atomic.AtomicInteger;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;

/**
 * Opens a backend; then several threads meet their first null pointer at once. Compiled code leaves that check to the
 * processor, whose fault is the virtual machine's own business as long as its handler of SIGSEGV is in place.
 */
final class SurvivalRun {
    private static final int THREADS = 6;
    private static volatile boolean go;

    private int field;

    private SurvivalRun() {}

    @SuppressWarnings("UnusedVariable") // the field is what a null pointer has not
    private static int read(SurvivalRun from) {
        return from.field;
    }

    @SuppressWarnings("NullAway") // what is tested
    private static int fault() {
        try {
            return read(null);
        } catch (NullPointerException e) {
            return 1;
        }
    }

    /** @param arguments the backend's name */
    public static void main(String[] arguments) throws InterruptedException {
        Handlers before = Handlers.now();
        try (Backend backend = Backends.open(arguments[0], BackendRequest.defaults())) {
            System.out.println("handlers replaced: " + before.changed(Handlers.now()) + ".");
            AtomicInteger ready = new AtomicInteger();
            AtomicInteger faults = new AtomicInteger();
            Thread[] threads = new Thread[THREADS];
            for (int k = 0; k < THREADS; k++) {
                threads[k] = new Thread(() -> {
                    SurvivalRun some = new SurvivalRun();
                    some.field = 1;
                    int sum = 0;
                    for (int i = 0; i < 2_000_000; i++) {
                        sum += read(some);
                    }
                    ready.addAndGet(Math.min(sum, 1));
                    while (!go) {
                        Thread.onSpinWait();
                    }
                    faults.addAndGet(fault());
                });
                threads[k].start();
            }
            while (ready.get() < THREADS) {
                Thread.sleep(5);
            }
            Thread.sleep(50);
            go = true;
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("alive after " + faults.get() + " faults on "
                    + backend.info().name());
        }
    }
}
