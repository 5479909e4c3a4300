package org.lather.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lather.evaluation.ComparedValues;
import org.lather.evaluation.ErrorSums;
import org.lather.model.FittedTarget;
import org.lather.predict.Prediction;
import org.lather.structure.Structure;
import org.lather.target.Derivative;

/**
 * Pairs of reference and prediction of one target, or of one derivative of it. Sums run over all values; of the pairs
 * themselves at most {@value #MOST} are kept, drawn evenly from all (reservoir sampling), besides those of the
 * structures with the largest errors.
 */
final class SeriesData {
    /** Largest number of pairs that are kept. */
    static final int MOST = 20_000;

    /** Number of structures with the largest errors that are kept. */
    static final int WORST = 10;

    /** Types of structures after so many different ones are counted together. */
    private static final int MOST_TYPES = 200;

    /** The name of further types. */
    static final String OTHERS = "other types";

    private final FittedTarget target;
    private final @Nullable Derivative derivative;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Pair> kept = new ArrayList<>();
    private final List<Pair> worst = new ArrayList<>();
    private final Map<Integer, ErrorSums> byElement = new TreeMap<>();
    private final Map<Integer, ErrorSums> bySize = new TreeMap<>();
    private final Map<String, ErrorSums> byType = new TreeMap<>();
    private long count;

    SeriesData(FittedTarget target, @Nullable Derivative derivative) {
        this.target = target;
        this.derivative = derivative;
    }

    /** Adds the values of a prediction whose references its structure carries. */
    void add(Prediction p, Place place) {
        ComparedValues.of(p, target, derivative).ifPresent(c -> add(p.structure(), place, c));
    }

    private void add(Structure s, Place place, ComparedValues c) {
        int width = c.references().length / s.size();
        ErrorSums errors = new ErrorSums();
        Pair largest = null;
        for (int i = 0; i < c.references().length; i++) {
            if (!Double.isFinite(c.references()[i])) {
                continue;
            }
            double b = c.baseline()[i];
            double u = c.uncertainties().length == 0 ? Double.NaN : c.uncertainties()[i];
            Pair pair = new Pair(
                    place,
                    c.references()[i] - b,
                    c.predictions()[i] - b,
                    u,
                    isOfAtoms() ? Pair.atom(s, i / width) : null);
            double e = c.predictions()[i] - c.references()[i];
            errors.add(e);
            if (isOfAtoms()) {
                byElement
                        .computeIfAbsent(s.atomicNumber(i / width), z -> new ErrorSums())
                        .add(e);
            }
            keep(pair);
            if (largest == null || Math.abs(e) > Math.abs(largest.error())) {
                largest = pair;
            }
        }
        if (largest == null) {
            return;
        }
        if (!isOfAtoms()) {
            Arrays.stream(s.atomicNumbers())
                    .distinct()
                    .forEach(z ->
                            byElement.computeIfAbsent(z, k -> new ErrorSums()).addAll(errors));
        }
        bySize.computeIfAbsent(s.size(), n -> new ErrorSums()).addAll(errors);
        if (!place.type().isEmpty()) {
            String type = byType.size() < MOST_TYPES || byType.containsKey(place.type()) ? place.type() : OTHERS;
            byType.computeIfAbsent(type, t -> new ErrorSums()).addAll(errors);
        }
        rank(largest);
    }

    private void keep(Pair pair) {
        count++;
        if (count <= MOST) {
            kept.add(pair);
            return;
        }
        long at = random.nextLong(count);
        if (at < MOST) {
            kept.set((int) at, pair);
        }
    }

    private void rank(Pair pair) {
        Comparator<Pair> descending = Comparator.comparingDouble(q -> -Math.abs(q.error()));
        int at = Collections.binarySearch(worst, pair, descending);
        worst.add(at < 0 ? -at - 1 : at + 1, pair);
        if (worst.size() > WORST) {
            worst.remove(WORST);
        }
    }

    /** Whether values belong to atoms: those of targets of single atoms, and forces. */
    boolean isOfAtoms() {
        Derivative d = derivative;
        return d == null ? target.target().quantity().isPerAtom() : d.kind() == Derivative.Kind.FORCES;
    }

    /** The name of the target, or of its derivative. */
    String name() {
        return derivative == null ? target.name() : derivative.name(target.name());
    }

    /** Whether the baselines are subtracted from the pairs. */
    boolean withoutBaselines() {
        return derivative == null && ComparedValues.subtractsBaseline(target);
    }

    /** The number of all values. */
    long count() {
        return count;
    }

    /** The pairs that were kept. */
    List<Pair> pairs() {
        return Collections.unmodifiableList(kept);
    }

    /** The largest error of each of the structures where it is largest, in descending order. */
    List<Pair> worst() {
        return Collections.unmodifiableList(worst);
    }

    /** Errors by the atomic number of the atom or, for values of structures, of those that contain the element. */
    Map<Integer, ErrorSums> byElement() {
        return Collections.unmodifiableMap(byElement);
    }

    /** Errors by the number of atoms of the structure. */
    Map<Integer, ErrorSums> bySize() {
        return Collections.unmodifiableMap(bySize);
    }

    /** Errors by the type of the structure. */
    Map<String, ErrorSums> byType() {
        return Collections.unmodifiableMap(byType);
    }
}
