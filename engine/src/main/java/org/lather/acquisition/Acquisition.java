package org.lather.acquisition;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.error.Cure;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.model.WithoutUncertainty;
import org.lather.options.ModelOptions;
import org.lather.options.OptionsException;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.DataException;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.target.Derivative;
import org.lather.target.Target;
import org.lather.target.Unit;
import org.lather.uncertainty.Uncertainties;

/**
 * Proposes structures of a pool whose labels would teach a model most: the one of which it is least certain, then the
 * one of which it will be least certain once the first is known, and so on ({@link GreedyChoice}). So structures that
 * resemble each other are not proposed together, although no label is known.
 *
 * <p>The pool is read once, structure by structure. Those with the largest uncertainties are kept as candidates, as
 * many as the memory allows; structures that the model was trained on and copies of others are skipped.
 */
public final class Acquisition {
    private final ModelParameters model;
    private final Backend backend;
    private final Execution execution;

    /**
     * Prepares a proposal; nothing is read or computed yet.
     *
     * @param backend stays the caller's
     */
    public Acquisition(ModelParameters model, Backend backend, Execution execution) {
        this.model = model;
        this.backend = backend;
        this.execution = execution;
    }

    /** The uncertainty that is compared: of a target, or of its forces. */
    private record Compared(FittedTarget target, @Nullable Derivative forces) {
        String name() {
            return forces == null ? target.name() : forces.name(target.name());
        }

        Unit unit() {
            return forces == null ? target.target().unit() : forces.unit();
        }

        boolean perRootAtom() {
            return forces == null && target.target().quantity() == Target.Quantity.TOTAL;
        }

        double of(Prediction p) {
            if (forces == null) {
                double u = p.uncertainty(target.name());
                return perRootAtom() ? u / Math.sqrt(p.structure().size()) : u;
            }
            double[] u = p.uncertainties(target, forces);
            double largest = 0;
            for (int i = 0; i < u.length; i += 3) {
                largest = Math.max(largest, Math.sqrt(u[i] * u[i] + u[i + 1] * u[i + 1] + u[i + 2] * u[i + 2]));
            }
            return largest;
        }
    }

    /**
     * Proposes structures.
     *
     * @throws OptionsException if no target has the uncertainty, or if the model compares whole structures
     * @throws DataException if the pool has fewer structures than are asked for, or one cannot be predicted
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     */
    public Proposal propose(Structures pool, ProposalRequest request) {
        Compared compared = compared(request);
        // labels are not known, nor are those of a cheaper method, so nothing is said about baselines
        FittedTarget alone = compared.target.withoutBaselines();
        ModelParameters parameters = new ModelParameters(
                model.options(),
                model.channels(),
                model.representatives(),
                List.of(),
                List.of(alone),
                Map.of(),
                model.trained());
        AcquisitionPlan sizes = new AcquisitionPlan(parameters, backend, request.count());
        MemoryPlan plan = sizes.fit(execution.budgetBytes());
        execution.progress().note("memory    " + plan.describe());
        Candidates candidates = new Candidates(sizes.candidates(execution.budgetBytes()));
        Unseen unseen;
        execution.progress().stage("predicting", 0);
        try (Model predictor = Model.of(parameters, backend);
                Frames frames = pool.frames()) {
            unseen = new Unseen(frames, predictor, parameters.trained(), request.skipUnknown());
            boolean forces = compared.forces != null;
            predictor.predict(
                    unseen,
                    new Request(forces, false, forces ? Uncertainties.ALL : Uncertainties.VALUES),
                    execution,
                    p -> candidates.add(p.structure(), compared.of(p)));
        }
        List<Candidates.Candidate> kept = candidates.inOrder();
        if (kept.size() < request.count()) {
            throw tooFew(pool, request, unseen);
        }
        return new Proposal(
                compared.name(),
                compared.unit(),
                compared.perRootAtom(),
                choose(parameters, kept, request.count(), plan.rangeSize()),
                unseen.skipped(),
                candidates.largestDropped());
    }

    private List<Proposal.Choice> choose(
            ModelParameters parameters, List<Candidates.Candidate> kept, int count, int rangeSize) {
        List<Structure> structures =
                kept.stream().map(Candidates.Candidate::structure).toList();
        execution.progress().stage("covariances", structures.size());
        FittedTarget t = parameters.targets().get(0);
        double variance = t.noise() * t.noise();
        GreedyChoice.Covariances covariances;
        double[] diagonal;
        if (t.members() > 1) {
            MemberCovariances members = new MemberCovariances(parameters, backend, structures, execution);
            diagonal = members.diagonal();
            covariances = members;
        } else {
            PosteriorCovariances posterior =
                    new PosteriorCovariances(parameters, backend, structures, execution, rangeSize);
            diagonal = posterior.diagonal();
            covariances = posterior;
            variance /= t.signal() * t.signal();
        }
        double ofNoise = variance;
        double[] noise = structures.stream()
                .mapToDouble(s -> {
                    Target.Quantity q = t.target().quantity();
                    double factor = q.factor(s.size());
                    return ofNoise / (q.weight(s.size()) * factor * factor);
                })
                .toArray();
        double[] uncertainties =
                kept.stream().mapToDouble(Candidates.Candidate::uncertainty).toArray();
        execution.progress().stage("choosing", count);
        List<Proposal.Choice> out = new ArrayList<>();
        GreedyChoice greedy = new GreedyChoice(uncertainties, diagonal, noise);
        for (GreedyChoice.Step s : greedy.choose(count, AcquisitionPlan.COLUMNS, covariances)) {
            out.add(new Proposal.Choice(structures.get(s.index()), s.score(), uncertainties[s.index()], s.remaining()));
        }
        return out;
    }

    private Compared compared(ProposalRequest request) {
        if (model.comparesStructures()) {
            throw new OptionsException(
                    "expected a model of sums over environments, got one that compares whole structures",
                    Cure.text("Train it with model.type sparse_gpr and without model.kernel.structure"));
        }
        if (model.hasStructureRows()) {
            throw new OptionsException(
                    "expected covariances of representatives or members, got the posterior of a full regression",
                    Cure.text("Train it with model.uncertainty label_noise, or with model.type sparse_gpr"));
        }
        List<FittedTarget> some = model.targets().stream()
                .filter(t -> request.target().map(t.name()::equals).orElse(true))
                .toList();
        if (some.isEmpty()) {
            throw new OptionsException("expected a target of the model, got `"
                    + request.target().orElse("") + "`; it has "
                    + model.targets().stream().map(FittedTarget::name).collect(Collectors.joining(", ")));
        }
        FittedTarget target = some.stream()
                .filter(Acquisition::canBeCompared)
                .findFirst()
                .orElseThrow(() -> withoutUncertainty(some));
        Derivative forces = target.target().derivative(Derivative.Kind.FORCES).orElse(null);
        if (request.measure().filter(m -> m == Measure.FORCES).isPresent() && forces == null) {
            throw new OptionsException(
                    "expected a model that was trained on forces of " + target.name() + ", got one without",
                    Cure.text("Compare the uncertainties of values"));
        }
        boolean values = request.measure().filter(m -> m == Measure.VALUES).isPresent();
        return new Compared(target, values ? null : forces);
    }

    private OptionsException withoutUncertainty(List<FittedTarget> some) {
        ModelOptions.Type type = model.options().model().type();
        if (!type.hasUncertainties()) {
            return new OptionsException(
                    "expected a model with uncertainties, got one of `model.type` " + type.word(),
                    Cure.text("Train it with model.type sparse_gpr"));
        }
        String names = some.stream().map(FittedTarget::name).collect(Collectors.joining(", "));
        WithoutUncertainty reason = WithoutUncertainty.of(model, some);
        if (reason != WithoutUncertainty.TARGETS && some.stream().noneMatch(FittedTarget::hasUncertainty)) {
            return new OptionsException(
                    "expected a target with an uncertainty, got " + names + ": " + reason.fact(),
                    Cure.text(reason.cure()));
        }
        return new OptionsException(
                "expected a target with an uncertainty, got " + names + ": choices are compared by numbers of whole"
                        + " structures alone",
                Cure.text("Train a model of the energy, or of another number, on the same structures"));
    }

    /** Whether a target has uncertainties, and covariances by which choices are compared with each other. */
    private static boolean canBeCompared(FittedTarget t) {
        boolean number = !t.target().isTensor() && !t.target().quantity().isPerAtom();
        return number && t.signal() > 0 && (t.factor().length > 0 || t.members() > 1);
    }

    private static DataException tooFew(Structures pool, ProposalRequest request, Unseen unseen) {
        Proposal.Skipped s = unseen.skipped();
        String left = s.trained() + s.duplicates() + s.unknown() == 0
                ? ""
                : " that can be chosen, of " + s.structures() + " (" + s.trained() + " that the model was trained on, "
                        + s.duplicates() + " copies, " + s.unknown() + " with unknown elements)";
        long usable = s.structures() - s.trained() - s.duplicates() - s.unknown();
        return new DataException(
                pool.description() + ": expected at least " + request.count() + " structures to choose from, found "
                        + usable + left,
                Cure.text(
                        usable == 0 ? "Give a larger pool" : "Ask for at most " + usable + ", or give a larger pool"));
    }

    /** The structures of a pool that are neither trained on nor copies of others. */
    private static final class Unseen implements Iterator<Structure> {
        private final Iterator<Structure> source;
        private final Model model;
        private final Fingerprints trained;
        private final boolean skipUnknown;
        private final Fingerprints seen = new Fingerprints();
        private final List<Proposal.Frame> first = new ArrayList<>();
        private long structures;
        private long known;
        private long copies;
        private long unknown;
        private @Nullable Structure next;

        Unseen(Iterator<Structure> source, Model model, Fingerprints trained, boolean skipUnknown) {
            this.source = source;
            this.model = model;
            this.trained = trained;
            this.skipUnknown = skipUnknown;
        }

        @Override
        public boolean hasNext() {
            while (next == null && source.hasNext()) {
                Structure s = source.next();
                structures++;
                if (skipUnknown && !model.knows(s)) {
                    unknown++;
                    skip(s, "it has an element that the model does not know");
                } else if (trained.contains(s)) {
                    known++;
                    skip(s, "the model was trained on it");
                } else if (!seen.add(Fingerprints.of(s))) {
                    copies++;
                    skip(s, "it is a copy of an earlier frame of the pool");
                } else {
                    next = s;
                }
            }
            return next != null;
        }

        private void skip(Structure s, String reason) {
            if (first.size() < Proposal.Skipped.LISTED) {
                first.add(new Proposal.Frame(
                        s.annotations().file(), s.annotations().frame(), reason));
            }
        }

        @Override
        public Structure next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException("no further structure");
            }
            Structure s = next;
            next = null;
            return s;
        }

        Proposal.Skipped skipped() {
            return new Proposal.Skipped(structures, known, copies, unknown, first);
        }
    }
}
