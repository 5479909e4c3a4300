package org.lather.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.math.Proportion;
import org.lather.structure.Structure;
import org.lather.target.Derivative;

/**
 * Compares labels of a derivative with predictions of a fit to the other labels alone, and finds whether labels would
 * fit much better after one of the changes that files often need: the other sign, another unit, another order of
 * components, a constant pressure.
 */
final class LabelCheck {
    /** With fewer structures a change may fit better by chance. */
    private static final int LEAST = 8;

    /** A change must reduce the root mean squared difference of the components that it moves by this factor. */
    private static final double BETTER = 2;

    /** Factors of labels between the inverse of this and this are not those of another unit. */
    private static final double FACTOR = 3;

    /** Energies and forces of structures whose volumes vary less, relative to their mean, do not show a pressure. */
    private static final double VOLUMES = 0.01;

    private static final int[] DIAGONAL = {0, 3, 5};

    private static final String ORDER =
            "Give the components of six numbers in the order xx yy zz yz xz xy, or all nine row by row";

    /** Other orders of six components than xx yy zz yz xz xy, as which they were read. */
    private enum Order {
        XY_YZ_XZ("xx yy zz xy yz xz", 0, 4, 1, 3, 2, 5),
        XZ_XY_YZ("xx yy zz xz xy yz", 0, 2, 4, 3, 1, 5),
        XY_XZ_YZ("xx yy zz xy xz yz", 0, 4, 2, 3, 1, 5),
        XZ_YZ_XY("xx yy zz xz yz xy", 0, 1, 4, 3, 2, 5),
        YZ_XY_XZ("xx yy zz yz xy xz", 0, 2, 1, 3, 4, 5),
        UPPER("xx xy xz yy yz zz", 0, 3, 5, 4, 2, 1),
        LOWER("xx xy yy xz yz zz", 0, 3, 4, 5, 2, 1);

        private final String components;

        @SuppressWarnings("ImmutableEnumChecker") // never changed
        private final int[] from;

        /** @param from for xx, xy, xz, yy, yz, zz: the place, in the same order, of what was read as each */
        Order(String components, int... from) {
            this.components = components;
            this.from = from;
        }

        double[] of(double[] v) {
            return Arrays.stream(from).mapToDouble(i -> v[i]).toArray();
        }

        int[] moved() {
            return IntStream.range(0, from.length).filter(i -> from[i] != i).toArray();
        }
    }

    private final String target;
    private final Derivative derivative;
    private final List<double[]> labels = new ArrayList<>();
    private final List<double[]> predictions = new ArrayList<>();
    private final List<Double> volumes = new ArrayList<>();

    LabelCheck(String target, Derivative derivative) {
        this.target = target;
        this.derivative = derivative;
    }

    private boolean forces() {
        return derivative.kind() == Derivative.Kind.FORCES;
    }

    /**
     * Adds a structure.
     *
     * @param label forces of all atoms or some, the others NaN, or nine components of stress or virial
     * @param prediction of a fit that saw no such label
     */
    void add(Structure s, double[] label, double[] prediction) {
        int[] known = IntStream.range(0, label.length)
                .filter(i -> !Double.isNaN(label[i]) && (forces() || i % 3 >= i / 3))
                .toArray();
        labels.add(Arrays.stream(known).mapToDouble(i -> label[i]).toArray());
        predictions.add(Arrays.stream(known).mapToDouble(i -> prediction[i]).toArray());
        volumes.add(Math.abs(s.cell().volume()) / s.size());
    }

    /**
     * A change of the labels of a structure, and what it would mean.
     *
     * @param moved components that it changes; empty for all
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Change(String fact, String cure, int[] moved, UnaryOperator<double[]> of) {}

    /** A warning of the change that fits best, if one fits much better than the labels as they are. */
    Optional<Warning> warning() {
        if (labels.size() < LEAST) {
            return Optional.empty();
        }
        Change best = null;
        double least = Double.POSITIVE_INFINITY;
        for (Change c : changes()) {
            boolean better = difference(c.of, c.moved) < difference(v -> v, c.moved) / BETTER;
            double d = difference(c.of, new int[0]);
            if (better && d < least) {
                least = d;
                best = c;
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        return Optional.of(Warning.of(
                Warning.Kind.LABELS_DISAGREE,
                String.format(
                        Locale.ROOT,
                        "%s: the %s `%s` differs by %.3g %s from predictions that are learnt from the other labels, but"
                                + " only by %.3g if %s",
                        target,
                        derivative.kind().word(),
                        derivative.key(),
                        difference(v -> v, best.moved),
                        derivative.unit(),
                        difference(best.of, best.moved),
                        best.fact),
                Cure.text(best.cure)));
    }

    /** The root mean squared difference of changed labels from predictions, of some components or all. */
    private double difference(UnaryOperator<double[]> change, int[] components) {
        double sum = 0;
        long n = 0;
        for (int s = 0; s < labels.size(); s++) {
            double[] y = change.apply(labels.get(s).clone());
            double[] p = predictions.get(s);
            int[] some = components.length == 0 ? IntStream.range(0, p.length).toArray() : components;
            for (int i : some) {
                sum += (y[i] - p[i]) * (y[i] - p[i]);
            }
            n += some.length;
        }
        return Math.sqrt(sum / n);
    }

    private static boolean isOfAnotherUnit(double factor) {
        return Math.abs(factor) > FACTOR || Math.abs(factor) < 1 / FACTOR;
    }

    /**
     * The size of the predictions relative to that of the labels. A factor that fits best is also small if predictions
     * of the right size know nothing of the labels.
     */
    private double ratio() {
        double y =
                labels.stream().flatMapToDouble(Arrays::stream).map(v -> v * v).sum();
        double p = predictions.stream()
                .flatMapToDouble(Arrays::stream)
                .map(v -> v * v)
                .sum();
        return Math.sqrt(p / y);
    }

    private List<Change> changes() {
        List<Change> out = new ArrayList<>();
        String word = derivative.kind().word();
        out.add(new Change(
                "its sign is turned",
                "Turn the sign of the " + word,
                new int[0],
                v -> Arrays.stream(v).map(x -> -x).toArray()));
        double factor = factor();
        if (isOfAnotherUnit(factor) && isOfAnotherUnit(ratio())) {
            out.add(new Change(
                    String.format(Locale.ROOT, "it is multiplied by %.3g", factor),
                    "Check the unit of the " + word + (factor < 0 ? " and its sign" : ""),
                    new int[0],
                    v -> Arrays.stream(v).map(x -> factor * x).toArray()));
        }
        if (forces()) {
            return out;
        }
        if (derivative.kind() == Derivative.Kind.STRESS && variesInVolume()) {
            double pressure = pressure();
            out.add(new Change(
                    String.format(Locale.ROOT, "%.3g %s is taken from its diagonal", pressure, derivative.unit()),
                    "Subtract this constant, which may come from an incomplete basis, or leave the stress out",
                    DIAGONAL,
                    v -> {
                        for (int i : DIAGONAL) {
                            v[i] -= pressure;
                        }
                        return v;
                    }));
        }
        for (Order o : Order.values()) {
            out.add(new Change("it is taken as " + o.components, ORDER, o.moved(), o::of));
        }
        return out;
    }

    /** The factor of the labels with which they differ least from the predictions; NaN if they are zero. */
    private double factor() {
        Proportion all = new Proportion();
        for (int s = 0; s < labels.size(); s++) {
            for (int i = 0; i < labels.get(s).length; i++) {
                all.add(labels.get(s)[i], predictions.get(s)[i]);
            }
        }
        return all.factor();
    }

    private boolean variesInVolume() {
        double mean = volumes.stream().mapToDouble(v -> v).average().orElse(0);
        double square = volumes.stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0);
        return Math.sqrt(square) > VOLUMES * mean;
    }

    /** The mean difference of the diagonal. */
    private double pressure() {
        double sum = 0;
        for (int s = 0; s < labels.size(); s++) {
            for (int i : DIAGONAL) {
                sum += labels.get(s)[i] - predictions.get(s)[i];
            }
        }
        return sum / (3 * labels.size());
    }
}
