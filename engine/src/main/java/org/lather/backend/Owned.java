package org.lather.backend;

import java.util.function.Supplier;

/** Frees what a failing step was to hand on: resources that belong to their receiver only once the step succeeds. */
public final class Owned {
    private Owned() {}

    /** Runs a step; if it fails, by whatever, also closes what it was to hand on. */
    public static void orClose(Runnable step, Runnable close) {
        orClose(
                () -> {
                    step.run();
                    return true;
                },
                close);
    }

    /** Returns the result of a step; if it fails, by whatever, also closes what it was to hand on. */
    public static <T> T orClose(Supplier<T> step, Runnable close) {
        boolean done = false;
        try {
            T out = step.get();
            done = true;
            return out;
        } finally {
            if (!done) {
                close.run();
            }
        }
    }
}
