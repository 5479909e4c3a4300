package org.lather.target;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A contribution to a target that is subtracted before the fit and added to predictions. */
public sealed interface Baseline {
    /** What is done with each form of baseline. */
    interface Cases<R> {
        R composition(Composition baseline);

        R given(Given baseline);

        R key(Key baseline);

        R repulsion(Repulsion baseline);
    }

    <R> R match(Cases<R> cases);

    /** A number per element times how often it occurs, fitted by least squares (of minimum norm). */
    record Composition() implements Baseline {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.composition(this);
        }
    }

    /** @param byAtomicNumber a number per atom of each element, in the target's unit, ascending */
    record Given(Map<Integer, Double> byAtomicNumber) implements Baseline {
        public Given {
            byAtomicNumber = Collections.unmodifiableMap(new TreeMap<>(byAtomicNumber));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.given(this);
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

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.key(this);
        }
    }

    /**
     * The screened repulsion of nuclei at short distances (Ziegler, Biersack, Littmark), cut off smoothly.
     *
     * @param radius from which on it is 0, Å
     * @param width over which it is switched off, Å, at most the radius
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

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.repulsion(this);
        }
    }
}
