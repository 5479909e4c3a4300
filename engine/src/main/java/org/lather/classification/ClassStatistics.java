package org.lather.classification;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.structure.DataException;
import org.lather.structure.Fingerprints;

/** Compares predictions with the classes of their structures. */
public final class ClassStatistics {
    private static final double LEAST_PROBABILITY = 1e-15;

    @SuppressWarnings("ArrayRecordComponent") // private
    private record Compared(int label, int predicted, double[] probabilities) {}

    private final Classes classes;
    private final String key;
    private final Fingerprints trained;
    private final List<Compared> compared = new ArrayList<>();
    private long structures;
    private long known;
    private String firstKnown = "";

    /** @param classifier whose predictions are compared */
    public ClassStatistics(Classifier classifier) {
        this(classifier.classes(), classifier.target().key(), classifier.trained());
    }

    /** @param trained structures of which to warn */
    ClassStatistics(Classes classes, String key, Fingerprints trained) {
        this.classes = classes;
        this.key = key;
        this.trained = trained;
    }

    /**
     * Adds a prediction; a structure without a class is only counted.
     *
     * @throws DataException if the structure has a class that the model does not know
     */
    public void add(ClassPrediction p) {
        structures++;
        Optional<String> label = Classes.read(p.structure(), key);
        if (label.isEmpty()) {
            return;
        }
        if (trained.contains(p.structure()) && known++ == 0) {
            firstKnown = p.structure().origin();
        }
        compared.add(new Compared(classes.index(label.get(), p.structure()), p.index(), p.probabilities()));
    }

    /** The number of structures that were predicted. */
    public long structures() {
        return structures;
    }

    /** The number of structures that have a class. */
    public int count() {
        return compared.size();
    }

    /** Returns a warning if structures were trained on. */
    public List<Warning> warnings() {
        return known == 0
                ? List.of()
                : List.of(Warning.of(
                        Warning.Kind.TRAINED_ON,
                        known + " of " + structures
                                + " test structures are among those that the model was trained on"
                                + (firstKnown.isEmpty() ? "" : "; the first is " + firstKnown),
                        Cure.text("Errors of structures that were trained on say little about others: leave them"
                                + " out")));
    }

    /** Returns the metrics of all structures that have a class. */
    public ClassMetrics metrics() {
        int n = classes.count();
        int[][] confusion = new int[n][n];
        double loss = 0;
        for (Compared c : compared) {
            confusion[c.label()][c.predicted()]++;
            loss -= Math.log(Math.max(LEAST_PROBABILITY, c.probabilities()[c.label()]));
        }
        boolean two = n == 2;
        RankingMetrics ranking = ranking(0, 1);
        return new ClassMetrics(
                classes,
                confusion,
                two ? ranking.rocAuc() : meanAuc(),
                two ? ranking.bedroc(ClassMetrics.ALPHA) : Double.NaN,
                two ? ranking.enrichment(ClassMetrics.FIRST) : Double.NaN,
                loss / compared.size());
    }

    /** The ranking of the structures of two classes by the probability of the second one. */
    private RankingMetrics ranking(int other, int positive) {
        List<Compared> own = compared.stream()
                .filter(c -> c.label() == other || c.label() == positive)
                .toList();
        boolean[] isPositive = new boolean[own.size()];
        for (int i = 0; i < isPositive.length; i++) {
            isPositive[i] = own.get(i).label() == positive;
        }
        return new RankingMetrics(
                own.stream().mapToDouble(c -> c.probabilities()[positive]).toArray(), isPositive);
    }

    private double meanAuc() {
        double sum = 0;
        int pairs = 0;
        for (int positive = 0; positive < classes.count(); positive++) {
            for (int other = 0; other < classes.count(); other++) {
                if (other != positive) {
                    sum += ranking(other, positive).rocAuc();
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }
}
