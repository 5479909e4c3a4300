package org.lather.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.predict.Prediction;
import org.lather.target.Derivative;
import org.lather.target.Unit;

/**
 * Gathers pairs of reference and prediction for plots, value by value, from predictions that are added one at a time.
 * Of each target and derivative at most {@value #MOST} pairs are kept, drawn evenly from all (reservoir sampling), so
 * that memory does not grow with the number of structures.
 */
public final class ParityPoints implements Consumer<Prediction> {
    /** Largest number of pairs that are kept of one target or derivative. */
    public static final int MOST = 20_000;

    /**
     * Pairs of one target, or of one derivative of it.
     *
     * @param withoutBaselines whether the baselines are subtracted from both
     * @param references in the unit
     * @param predictions in the unit, in the same order
     * @param count number of pairs from which these were drawn
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Series(
            String name, Unit unit, boolean withoutBaselines, double[] references, double[] predictions, long count) {}

    private final List<FittedTarget> targets;
    private final List<Reservoir> reservoirs = new ArrayList<>();

    public ParityPoints(ModelParameters parameters) {
        targets = parameters.targets();
        for (FittedTarget t : targets) {
            reservoirs.add(new Reservoir(t.name(), t.target().unit(), ComparedValues.subtractsBaseline(t)));
            for (Derivative d : t.target().derivatives()) {
                reservoirs.add(new Reservoir(d.name(t.name()), d.unit(), false));
            }
        }
    }

    /** Adds the values of a prediction whose references its structure carries. */
    @Override
    public void accept(Prediction p) {
        int next = 0;
        for (FittedTarget t : targets) {
            Reservoir values = reservoirs.get(next++);
            ComparedValues.of(p, t, null).ifPresent(values::add);
            for (Derivative d : t.target().derivatives()) {
                Reservoir slopes = reservoirs.get(next++);
                ComparedValues.of(p, t, d).ifPresent(slopes::add);
            }
        }
    }

    /**
     * Returns the pairs of each target and derivative that any of the structures carries, in the order of the model.
     */
    public List<Series> series() {
        return reservoirs.stream()
                .filter(r -> r.count > 0)
                .map(Reservoir::series)
                .toList();
    }

    private static final class Reservoir {
        private final String name;
        private final Unit unit;
        private final boolean subtracts;
        private final SplittableRandom random = new SplittableRandom(1);
        private double[] references = new double[64];
        private double[] predictions = new double[64];
        private long count;

        Reservoir(String name, Unit unit, boolean subtracts) {
            this.name = name;
            this.unit = unit;
            this.subtracts = subtracts;
        }

        void add(ComparedValues c) {
            for (int i = 0; i < c.references().length; i++) {
                double b = c.baseline()[i];
                if (Double.isFinite(c.references()[i])) {
                    add(c.references()[i] - b, c.predictions()[i] - b);
                }
            }
        }

        private void add(double reference, double prediction) {
            long place = count < MOST ? count : random.nextLong(count + 1);
            count++;
            if (place >= MOST) {
                return;
            }
            if (place == references.length) {
                references = Arrays.copyOf(references, 2 * references.length);
                predictions = Arrays.copyOf(predictions, 2 * predictions.length);
            }
            references[(int) place] = reference;
            predictions[(int) place] = prediction;
        }

        Series series() {
            int kept = (int) Math.min(count, MOST);
            return new Series(
                    name, unit, subtracts, Arrays.copyOf(references, kept), Arrays.copyOf(predictions, kept), count);
        }
    }
}
