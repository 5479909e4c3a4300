package org.lather.options;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A part of a target that is taken off before the fit and added again to predictions. */
public sealed interface Baseline {
    /** A number per element times how often it occurs, fitted by least squares (of minimum norm). */
    record Composition() implements Baseline {}

    /** @param byAtomicNumber a number per atom of each element, in the target's unit, ascending */
    record Given(Map<Integer, Double> byAtomicNumber) implements Baseline {
        public Given {
            byAtomicNumber = Collections.unmodifiableMap(new TreeMap<>(byAtomicNumber));
        }
    }

    /** The value of another key of the same structure or atom, in the target's unit: delta-learning. */
    record Key(String key) implements Baseline {}
}
