package org.lather.target;

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

    /**
     * The value of another key of the same structure or atom, in the target's unit: delta-learning.
     *
     * @param derivatives the keys of its derivatives, in the units of the target's; empty where they are not known
     */
    record Key(String key, Map<Derivative.Kind, String> derivatives) implements Baseline {
        public Key {
            derivatives = Collections.unmodifiableMap(new TreeMap<>(derivatives));
        }

        public Key(String key) {
            this(key, Map.of());
        }
    }

    /**
     * The screened repulsion of nuclei at short distances (Ziegler, Biersack, Littmark), cut off smoothly.
     *
     * @param radius from which on it is 0, Å
     * @param width over which it is taken away, Å, at most the radius
     */
    record Repulsion(double radius, double width) implements Baseline {
        public Repulsion {
            if (!(radius > 0) || !Double.isFinite(radius)) {
                throw new IllegalArgumentException("expected a positive radius of the repulsion, got " + radius);
            }
            if (!(width > 0 && width <= radius)) {
                throw new IllegalArgumentException(
                        "expected a positive width of the repulsion's cutoff, of at most the radius " + radius
                                + ", got " + width);
            }
        }
    }
}
