package org.lather.target;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The standard deviation of the targets' noise, in their units; of totals and virials per square root of the number of
 * atoms.
 */
public sealed interface Noise {
    /** The cases of a match over both forms of noise. */
    interface Cases<R> {
        R auto();

        R given(Given noise);
    }

    <R> R match(Cases<R> cases);

    /** Whether the noise is determined in the training. */
    boolean isFound();

    /** The noise of a target or derivative, in its unit; empty if it is determined in the training. */
    OptionalDouble of(String name);

    /** Noise that is found by k-fold cross-validation. */
    record Auto() implements Noise {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.auto();
        }

        @Override
        public boolean isFound() {
            return true;
        }

        @Override
        public OptionalDouble of(String name) {
            return OptionalDouble.empty();
        }
    }

    /** @param byTarget a positive number for every target and derivative, by its name */
    record Given(Map<String, Double> byTarget) implements Noise {
        private static final double SMALLEST = 1e-100;
        private static final double LARGEST = 1e100;

        public Given {
            byTarget = Collections.unmodifiableMap(new LinkedHashMap<>(byTarget));
            byTarget.forEach((name, value) -> {
                if (!(value > 0) || !Double.isFinite(value)) {
                    throw new IllegalArgumentException("expected a positive noise of " + name + ", got " + value);
                }
                if (value < SMALLEST || value > LARGEST) {
                    throw new IllegalArgumentException("expected a noise of " + name + " from " + SMALLEST + " to "
                            + LARGEST + ", whose square is a number, got " + value);
                }
            });
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.given(this);
        }

        @Override
        public boolean isFound() {
            return false;
        }

        /** @throws NullPointerException if the name is not that of a target or derivative */
        @Override
        public OptionalDouble of(String name) {
            return OptionalDouble.of(Objects.requireNonNull(byTarget.get(name), name));
        }
    }
}
