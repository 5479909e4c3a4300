package org.lather.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.lather.error.Cure;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Annotations;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.target.Target;
import org.lather.target.Unit;

/** Collects the shieldings that one or several models, such as one for each element, predict for candidates. */
public final class CandidateShieldings {
    private final List<Candidate> candidates = new ArrayList<>();

    /** Creates an empty collection. */
    public CandidateShieldings() {}

    /**
     * Predicts the candidates with a model. Each further model is given the same candidates.
     *
     * @throws OptionsException if no target of the model is a number of atoms in a unit like ppm, or the model predicts
     *     an element that another one, or another target, has predicted
     * @throws org.lather.structure.DataException as {@link Model#predict(Iterator, Request, Execution,
     *     java.util.function.Consumer)}
     */
    public void add(Model model, Iterator<Structure> structures, Execution execution) {
        List<FittedTarget> targets = targets(model.parameters());
        boolean first = candidates.isEmpty();
        int[] next = new int[1];
        model.predict(structures, Request.UNCERTAINTIES, execution, p -> {
            if (first) {
                candidates.add(empty(p.structure()));
            }
            Candidate c = candidates.get(next[0]++);
            targets.forEach(t -> add(c, p, t));
        });
    }

    /** The candidates in their order. */
    public List<Candidate> candidates() {
        return List.copyOf(candidates);
    }

    private static List<FittedTarget> targets(ModelParameters parameters) {
        Unit ppm = Unit.of("ppm");
        List<FittedTarget> out = parameters.targets().stream()
                .filter(t -> t.target().quantity() == Target.Quantity.ATOM
                        && !t.target().isTensor()
                        && t.target().unit().equals(ppm))
                .toList();
        if (out.isEmpty()) {
            throw new OptionsException(
                    "expected a model with a target of atoms in ppm, a number for each, got the targets "
                            + String.join(
                                    ", ",
                                    parameters.targets().stream()
                                            .map(FittedTarget::name)
                                            .toList()),
                    Cure.text("Train one with unit: ppm and quantity: atom"));
        }
        return out;
    }

    private static Candidate empty(Structure s) {
        double[] nan = new double[s.size()];
        Arrays.fill(nan, Double.NaN);
        Annotations a = s.annotations();
        return new Candidate(a.file(), Math.max(0, a.frame()), s.atomicNumbers(), nan, new double[s.size()]);
    }

    private static void add(Candidate c, Prediction p, FittedTarget t) {
        double[] v = p.values(t.name());
        double[] u = p.hasUncertainty(t.name()) ? p.uncertainties(t.name()) : new double[v.length];
        for (int i = 0; i < v.length; i++) {
            if (Double.isNaN(v[i])) {
                continue;
            }
            if (!Double.isNaN(c.shieldings()[i])) {
                throw new OptionsException(
                        "expected one target in ppm for each element, got `" + t.name() + "` and another one for "
                                + Element.symbol(c.atomicNumbers()[i]),
                        Cure.text("Train models whose targets name their elements by `centers`"));
            }
            c.shieldings()[i] = v[i];
            c.uncertainties()[i] = u[i];
        }
    }
}
