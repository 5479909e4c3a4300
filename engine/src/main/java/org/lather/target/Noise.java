package org.lather.target;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The standard deviation of the targets' noise, in their units; of totals and virials per square root of the number of
 * atoms.
 */
public sealed interface Noise {
    /** Found by k-fold cross-validation. */
    record Auto() implements Noise {}

    /** @param byTarget a positive number for every target and derivative, by its name */
    record Given(Map<String, Double> byTarget) implements Noise {
        public Given {
            byTarget = Collections.unmodifiableMap(new LinkedHashMap<>(byTarget));
            byTarget.forEach((name, value) -> {
                if (!(value > 0) || !Double.isFinite(value)) {
                    throw new IllegalArgumentException("expected a positive noise of " + name + ", got " + value);
                }
            });
        }
    }
}
