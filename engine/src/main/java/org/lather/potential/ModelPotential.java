package org.lather.potential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.Derivative;
import org.lather.target.FittedBaseline;
import org.lather.target.Unit;
import org.lather.uncertainty.Uncertainties;

/**
 * A potential from a target of a model that is a total energy. Results are in eV and Å, whatever the target's unit. As
 * many threads as predict with a {@link Model} may use it at the same time.
 */
public final class ModelPotential implements Potential {
    private static final Derivative FORCES = in(Derivative.Kind.FORCES);
    private static final Derivative VIRIAL = in(Derivative.Kind.VIRIAL);

    private final Model model;
    private final Execution execution;
    private final FittedTarget target;
    private final double factor;
    private final Uncertainties uncertainties;
    private final Consumer<Prediction> watch;

    private ModelPotential(
            Model model,
            Execution execution,
            FittedTarget target,
            Uncertainties uncertainties,
            Consumer<Prediction> watch) {
        this.watch = watch;
        this.model = model;
        this.execution = execution;
        this.target = target;
        this.factor = target.target().unit().in(Unit.EV);
        this.uncertainties = target.hasUncertainty() ? uncertainties : Uncertainties.NONE;
    }

    /**
     * @param target name of the target; empty if only one target is a total energy
     * @param uncertainty whether to compute the predictive standard deviation, if the model has one; costs about as
     *     much as another energy
     * @throws DataException if the model has no such target, or its features or the target have no gradients
     */
    public static ModelPotential of(Model model, Execution execution, String target, boolean uncertainty) {
        return of(model, execution, target, uncertainty ? Uncertainties.VALUES : Uncertainties.NONE);
    }

    /**
     * Creates a potential with the given uncertainties, as far as the model has them; with {@link Uncertainties#ALL}
     * forces have uncertainties, too.
     */
    public static ModelPotential of(Model model, Execution execution, String target, Uncertainties uncertainties) {
        model.parameters().expectGradients();
        FittedTarget chosen = choose(model.parameters().targets(), target);
        return new ModelPotential(model, execution, chosen, uncertainties, p -> {});
    }

    /**
     * A copy that shows each prediction.
     *
     * @param predictions takes them in order, in the thread that asks for them
     */
    public ModelPotential watched(Consumer<Prediction> predictions) {
        return new ModelPotential(model, execution, target, uncertainties, predictions);
    }

    /** A derivative of an energy in eV and Å. */
    private static Derivative in(Derivative.Kind kind) {
        return new Derivative(kind, kind.word(), kind.unit(Unit.EV));
    }

    private static FittedTarget choose(List<FittedTarget> targets, String name) {
        List<String> energies = new ArrayList<>();
        FittedTarget chosen = null;
        for (FittedTarget t : targets) {
            boolean energy = t.target().isEnergy();
            if (energy) {
                energies.add(t.name());
            }
            if (name.isEmpty() ? energy : t.name().equals(name)) {
                chosen = t;
            }
        }
        if (chosen == null || !energies.contains(chosen.name())) {
            throw new DataException(
                    "the model has no total energy"
                            + (name.isEmpty() ? "" : " `" + name + "`")
                            + (energies.isEmpty() ? "" : " (it has " + String.join(", ", energies) + ")")
                            + ", whose forces could be taken",
                    Cure.text("Train one on a target of quantity total in a unit of energy"));
        }
        if (name.isEmpty() && energies.size() > 1) {
            throw new DataException(
                    "the model has several energies (" + String.join(", ", energies) + ")",
                    Cure.text("Say which with ", Setting.argument("target", "NAME")));
        }
        for (FittedBaseline b : chosen.baselines()) {
            if (b.storedKey().isPresent()) {
                throw new DataException(
                        "the energy `" + chosen.name() + "` cannot follow the atoms: its baseline is the"
                                + " value of the key `" + b.storedKey().get()
                                + "`, which a file knows for the structure in it alone",
                        Cure.text("Train a model without that baseline"));
            }
        }
        return chosen;
    }

    /** The name of the target. */
    public String target() {
        return target.name();
    }

    /** Whether energies have predictive standard deviations. */
    public boolean hasUncertainty() {
        return uncertainties != Uncertainties.NONE;
    }

    /** The predictive standard deviation of the energy of a structure, eV; NaN if the model has none. */
    public double uncertainty(Structure structure) {
        if (!target.hasUncertainty()) {
            return Double.NaN;
        }
        Prediction p = model.predict(structure, Request.UNCERTAINTIES, execution);
        watch.accept(p);
        return factor * p.uncertainty(target.name());
    }

    @Override
    public Energetics of(Structure structure) {
        return ofAll(List.of(structure)).get(0);
    }

    @Override
    public List<Energetics> ofAll(List<Structure> structures) {
        List<Prediction> out = new ArrayList<>();
        model.predict(structures.iterator(), Request.GRADIENTS.with(uncertainties), execution, out::add);
        // the model is free again for what watches
        out.forEach(watch);
        return out.stream().map(this::energetics).toList();
    }

    private Energetics energetics(Prediction p) {
        String name = target.name();
        return new Energetics(
                factor * p.value(name),
                scaled(p.forces(name)),
                scaled(p.virial(name)),
                hasUncertainty() ? factor * p.uncertainty(name) : Double.NaN,
                uncertainties == Uncertainties.ALL ? scaled(p.forcesUncertainty(name)) : new double[0],
                members(p));
    }

    private Energetics.Members members(Prediction p) {
        if (!p.hasEnsemble(target.name())) {
            return Energetics.Members.NONE;
        }
        double[] energies = Arrays.stream(p.ensemble(target.name()))
                .mapToDouble(y -> factor * y[0])
                .toArray();
        boolean all = p.hasEnsemble(target, FORCES) && p.hasEnsemble(target, VIRIAL);
        return new Energetics.Members(
                energies,
                all ? p.ensemble(target, FORCES) : new double[0][],
                all ? p.ensemble(target, VIRIAL) : new double[0][]);
    }

    private double[] scaled(double[] v) {
        for (int i = 0; i < v.length; i++) {
            v[i] *= factor;
        }
        return v;
    }
}
