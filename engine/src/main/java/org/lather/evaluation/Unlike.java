package org.lather.evaluation;

import java.util.Locale;
import java.util.Optional;
import org.lather.backend.DeviceMemoryException;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.model.FittedTarget;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/**
 * Structures of which a model is less certain than of any training structure that was held out: whose standard
 * deviation before its calibration, of totals per square root of the number of atoms, is more than {@link #FACTOR}
 * times the largest of those for which the calibration was found.
 */
final class Unlike {
    /**
     * Of structures drawn like the training set, few exceed the largest of a sample, and hardly any exceeds its double.
     */
    private static final double FACTOR = 2;

    private final FittedTarget target;
    private final double largest;
    private long structures;
    private long found;
    private double ratio;
    private double deviation;
    private Optional<Structure> worst = Optional.empty();
    private String atom = "";

    Unlike(FittedTarget target) {
        this.target = target;
        this.largest = target.target().isTensor() || target.target().quantity().isPerAtom()
                ? Double.NaN
                : target.calibration().largest();
    }

    /** Adds a prediction, which counts if it has an uncertainty. */
    void add(Prediction p) {
        if (!(largest > 0) || !p.hasUncertainty(target.name())) {
            return;
        }
        structures++;
        int n = p.structure().size();
        double own = p.computedUncertainties(target.name())[0] / target.calibrationUnit(n) / largest;
        if (own > FACTOR) {
            found++;
        }
        if (own > FACTOR && own > ratio) {
            ratio = own;
            deviation = p.uncertainty(target.name());
            worst = Optional.of(p.structure());
        }
    }

    /** Whether there is such a structure. */
    boolean isFound() {
        return found > 0;
    }

    /** Whether there are several. */
    boolean isFoundAgain() {
        return found > 1;
    }

    /** Finds the atom of the worst structure that is least like a representative, unless memory is lacking. */
    void nameAtom(Model model, Execution execution) {
        if (worst.isEmpty()) {
            return;
        }
        Structure s = worst.get();
        double[] similarities;
        try {
            similarities = model.similarities(s, execution);
        } catch (MemoryBudgetException | DeviceMemoryException e) {
            return; // the predictions are complete without it
        }
        int least = 0;
        for (int i = 1; i < similarities.length; i++) {
            least = similarities[i] < similarities[least] ? i : least;
        }
        if (similarities.length > 0) {
            atom = String.format(
                    Locale.ROOT,
                    "; its atom %d (%s) is least like a representative, with a covariance of %.2g of that with itself",
                    least,
                    Element.symbol(s.atomicNumber(least)),
                    similarities[least]);
        }
    }

    Optional<Warning> warning() {
        return worst.map(s -> Warning.of(
                Warning.Kind.UNLIKE_TRAINING_SET,
                String.format(
                        Locale.ROOT,
                        "%s: the model is less certain of %d of %d structures than of any training structure that was"
                                + " held out, by a factor of up to %.2g. The worst is %s with a standard deviation of"
                                + " %.3g %s%s%s",
                        target.name(),
                        found,
                        structures,
                        ratio,
                        s.origin().isEmpty() ? "one of " + s.size() + " atoms" : s.origin(),
                        deviation,
                        target.target().unit(),
                        perAtom(s),
                        atom),
                Cure.text("Train on structures like these; their errors may be larger than their uncertainties")));
    }

    private String perAtom(Structure s) {
        return switch (target.target().quantity()) {
            case TOTAL -> String.format(Locale.ROOT, ", %.2g for each atom", deviation / s.size());
            case MEAN, ATOM, CLASS, DENSITY -> "";
        };
    }
}
