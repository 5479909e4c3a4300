package org.lather.dataset;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.math.Proportion;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/**
 * Compares forces with differences of the energy. Of two structures with the same atoms and cell, ΔE is compared with
 * the work −½ (F₁ + F₂) · Δr, which is exact for a harmonic energy. Each structure is compared with the nearest of some
 * before it that have the same atoms.
 */
public final class ForceCheck {
    private static final int MOST_STRUCTURES = 400;
    private static final int KEPT = 8;
    private static final int LEAST_PAIRS = 10;

    /** Largest displacement of an atom, Å; a cell's boundary is not crossed by it. */
    private static final double FARTHEST = 0.7;

    /** Correlation below which the sign is wrong, and above the negative of which the factor is known. */
    private static final double CLEAR = 0.5;

    private static final double CERTAIN = 0.8;

    /** Largest ratio of work to energy that is explained by displacements that are not small. */
    private static final double FACTOR = 3;

    private final String name;
    private final Target target;
    private final Derivative forces;
    private final Map<List<Integer>, Deque<Labelled>> kept = new HashMap<>();
    private int structures;
    private int pairs;
    private final Proportion workOfEnergy = new Proportion();

    /** A structure with its energy and forces in the target's unit over Å. */
    @SuppressWarnings("ArrayRecordComponent") // never changed
    private record Labelled(Structure structure, double energy, double[] forces) {}

    /**
     * @param name name of the target
     * @param forces derivative of the target whose key is a column of forces
     */
    public ForceCheck(String name, Target target, Derivative forces) {
        this.name = name;
        this.target = target;
        this.forces = forces;
    }

    /** Adds a structure, which may lack energy or forces. */
    public void add(Structure s) {
        boolean enough = structures >= MOST_STRUCTURES || target.quantity() != Target.Quantity.TOTAL;
        if (enough || !TargetReading.has(s, target) || !TargetReading.has(s, forces)) {
            return;
        }
        double[] f = TargetReading.read(s, forces);
        if (Arrays.stream(f).anyMatch(Double::isNaN)) {
            return;
        }
        structures++;
        double toTarget = 1 / forces.perUnit(target.unit());
        Arrays.setAll(f, k -> toTarget * f[k]);
        Labelled now = new Labelled(s, TargetReading.read(s, target)[0], f);
        Labelled nearest = null;
        double least = Double.POSITIVE_INFINITY;
        Deque<Labelled> alike =
                kept.computeIfAbsent(Arrays.stream(s.atomicNumbers()).boxed().toList(), atoms -> new ArrayDeque<>());
        for (Labelled k : alike) {
            double d = displacement(k.structure, s);
            if (d > 0 && d < least) {
                least = d;
                nearest = k;
            }
        }
        if (nearest != null) {
            compare(nearest, now);
        }
        alike.addLast(now);
        if (alike.size() > KEPT) {
            alike.removeFirst();
        }
    }

    /** The sum of squared displacements of the same atoms, Å²; infinite for another cell, or if one is far away. */
    private static double displacement(Structure a, Structure b) {
        if (!a.cell().equals(b.cell())) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            double square = 0;
            for (int axis = 0; axis < 3; axis++) {
                double d = b.position(i, axis) - a.position(i, axis);
                square += d * d;
            }
            if (square > FARTHEST * FARTHEST) {
                return Double.POSITIVE_INFINITY;
            }
            sum += square;
        }
        return sum;
    }

    private void compare(Labelled a, Labelled b) {
        double work = 0;
        for (int i = 0; i < a.structure.size(); i++) {
            for (int axis = 0; axis < 3; axis++) {
                double d = b.structure.position(i, axis) - a.structure.position(i, axis);
                work -= 0.5 * (a.forces[3 * i + axis] + b.forces[3 * i + axis]) * d;
            }
        }
        double difference = b.energy - a.energy;
        pairs++;
        workOfEnergy.add(difference, work);
    }

    /**
     * Returns the work against the forces over the difference of the energy between similar structures, 1 if both are
     * in the declared units; empty if there are too few pairs, or it differs between them.
     */
    public OptionalDouble factor() {
        boolean clear = pairs >= LEAST_PAIRS && workOfEnergy.isKnown() && workOfEnergy.correlation() > CERTAIN;
        return clear ? OptionalDouble.of(workOfEnergy.ratio()) : OptionalDouble.empty();
    }

    /** Returns the warning, if there is one, and forgets the structures. */
    Optional<Warning> warning() {
        kept.clear();
        if (pairs < LEAST_PAIRS || !workOfEnergy.isKnown()) {
            return Optional.empty();
        }
        double correlation = workOfEnergy.correlation();
        double factor = workOfEnergy.ratio();
        if (correlation < -CLEAR) {
            return Optional.of(Warning.of(
                    Warning.Kind.FORCES_SIGN,
                    String.format(
                            Locale.ROOT,
                            "%s: the forces `%s` point uphill: between %d pairs of similar structures, the work against"
                                    + " them and the difference of `%s` have a correlation of %.2f",
                            name,
                            forces.key(),
                            pairs,
                            target.key(),
                            correlation),
                    Cure.text("Forces are minus the gradient of the energy: turn their sign if they are gradients")));
        }
        if (correlation > CERTAIN && (factor > FACTOR || factor < 1 / FACTOR)) {
            return Optional.of(Warning.of(
                    Warning.Kind.FORCES_UNIT,
                    String.format(
                            Locale.ROOT,
                            "%s: the forces `%s` are %.3g times as large as the differences of `%s` between %d pairs of"
                                    + " similar structures",
                            name,
                            forces.key(),
                            factor,
                            target.key(),
                            pairs),
                    Cure.text("Check the units of both, which are " + target.unit() + " and " + forces.unit()
                            + " for these options")));
        }
        return Optional.empty();
    }
}
