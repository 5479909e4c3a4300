package org.lather.target;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lather.structure.Structure;

/** A contribution to a target that is subtracted before the fit and added to predictions. */
public sealed interface Baseline {
    /** The cases of a match over all baselines. */
    interface Cases<R> {
        R composition(Composition baseline);

        R given(Given baseline);

        R isolatedAtoms(IsolatedAtoms baseline);

        R key(Key baseline);

        R repulsion(Repulsion baseline);
    }

    <R> R match(Cases<R> cases);

    /** This baseline, if it is that of free atoms. */
    default Optional<IsolatedAtoms> freeAtoms() {
        return Optional.empty();
    }

    /** Whether the baseline is a value that structures carry, which need not have the symmetry of their positions. */
    default boolean isAnnotation() {
        return false;
    }

    /** A composition baseline: a number for each element times its count, fitted by least squares (of minimum norm). */
    record Composition() implements Baseline {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.composition(this);
        }
    }

    /**
     * @param byAtomicNumber a number for each atom of an element, in the target's unit, in ascending order of elements
     */
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
     * The values of the free atoms among the training structures: frames of one atom that is not periodic, or whose
     * {@code config_type} is {@code IsolatedAtom} or {@code isolated_atom}.
     *
     * @param trained whether these frames are training rows, too
     */
    record IsolatedAtoms(boolean trained) implements Baseline {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.isolatedAtoms(this);
        }

        @Override
        public Optional<IsolatedAtoms> freeAtoms() {
            return Optional.of(this);
        }

        /** Whether a structure is a free atom. */
        public static boolean isFreeAtom(Structure s) {
            return s.size() == 1
                    && (!s.cell().anyPeriodic()
                            || s.annotations()
                                    .text("config_type")
                                    .filter(t -> t.replaceAll("[ _-]", "").equalsIgnoreCase("IsolatedAtom"))
                                    .isPresent());
        }
    }

    /**
     * A baseline for delta-learning: the value of another key of the same structure or atom, in the target's unit.
     *
     * @param derivatives keys of its derivatives, in the units of the target's derivatives; empty if not available
     */
    record Key(String key, Map<Derivative.Kind, String> derivatives) implements Baseline {
        public Key {
            derivatives = Collections.unmodifiableMap(new TreeMap<>(derivatives));
        }

        public Key(String key) {
            this(key, Map.of());
        }

        @Override
        public boolean isAnnotation() {
            return true;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.key(this);
        }
    }

    /**
     * The screened repulsion of nuclei at short distances (Ziegler, Biersack, Littmark), cut off smoothly.
     *
     * @param radius distance from which it is 0, Å
     * @param width width over which it is switched off, Å, at most the radius
     */
    record Repulsion(double radius, double width) implements Baseline {
        /**
         * @throws IllegalArgumentException if the radius is not positive and finite, or the width is not between 0 and
         *     the radius
         */
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
