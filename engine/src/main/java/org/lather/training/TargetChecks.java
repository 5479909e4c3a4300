package org.lather.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.kernel.StructureKernel;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.target.Baseline;
import org.lather.target.Target;
import org.lather.target.Unit;

/** Looks at the targets for what is declared by mistake. */
final class TargetChecks {
    /** Words in names of methods that compute energies, from the cheapest methods to the most expensive ones. */
    private static final List<List<String>> METHODS = List.of(
            List.of("uff", "mmff", "gaff", "reax", "zbl"),
            List.of("gfn", "xtb", "dftb", "pm3", "pm6", "pm7", "am1", "mndo", "cheap", "low"),
            List.of("hf", "scf"),
            List.of("dft", "pbe", "b3lyp", "blyp", "scan", "wb97", "lda", "m06"),
            List.of("mp2", "rpa"),
            List.of("ccsd", "cc", "ci", "qmc", "dmc", "reference", "ref", "high"));

    /** The key of a baseline that is a value of the structures. */
    private static final Baseline.Cases<Optional<String>> KEY_OF = new Baseline.Cases<>() {
        @Override
        public Optional<String> composition(Baseline.Composition b) {
            return Optional.empty();
        }

        @Override
        public Optional<String> given(Baseline.Given b) {
            return Optional.empty();
        }

        @Override
        public Optional<String> isolatedAtoms(Baseline.IsolatedAtoms b) {
            return Optional.empty();
        }

        @Override
        public Optional<String> key(Baseline.Key b) {
            return Optional.of(b.key());
        }

        @Override
        public Optional<String> repulsion(Baseline.Repulsion b) {
            return Optional.empty();
        }
    };

    /** The quantity of whole structures that a kernel of structures is for; empty for both. */
    private static final StructureKernel.Cases<Optional<Target.Quantity>> QUANTITY_OF = new StructureKernel.Cases<>() {
        @Override
        public Optional<Target.Quantity> sum() {
            return Optional.of(Target.Quantity.TOTAL);
        }

        @Override
        public Optional<Target.Quantity> mean() {
            return Optional.of(Target.Quantity.MEAN);
        }

        @Override
        public Optional<Target.Quantity> rematch(StructureKernel.Rematch rematch) {
            return Optional.empty();
        }

        @Override
        public Optional<Target.Quantity> bestMatch() {
            return Optional.empty();
        }
    };

    private TargetChecks() {}

    /**
     * Expects that models can be trained with the kernel of structures that options name.
     *
     * @throws OptionsException for matches of a sparse regression or of single atoms, and for a sum or a mean that
     *     contradicts the quantity of a target
     */
    static void expectLearnable(Options options) {
        Optional<StructureKernel> kernel = options.model().structureKernel();
        if (kernel.isEmpty()) {
            return;
        }
        Optional<Target.Quantity> only = kernel.get().match(QUANTITY_OF);
        if (only.isEmpty()) {
            expectComparable(options);
            return;
        }
        Target.Quantity quantity = only.get();
        options.targets().forEach((name, t) -> {
            if (!t.quantity().isPerAtom() && t.quantity() != quantity) {
                throw new OptionsException(
                        "`model.kernel.structure`: expected what the quantity of `" + name + "` asks for, "
                                + (quantity == Target.Quantity.TOTAL ? "mean" : "sum") + ", got "
                                + options.value("model.kernel.structure"),
                        Cure.text("Leave it out"));
            }
        });
    }

    /** Expects a regression and targets of whole structures. */
    private static void expectComparable(Options options) {
        Object word = options.value("model.kernel.structure");
        ModelOptions model = options.model();
        if (model.type().hasRepresentatives() && model.uncertainty().type().isCommittee()) {
            throw new OptionsException(
                    "`model.uncertainty`: expected posterior or none for `model.kernel.structure` " + word
                            + " and sparse_gpr, got a committee",
                    Cure.text("Set model.uncertainty to posterior, or model.type to gpr"));
        }
        if (model.solver() == ModelOptions.Solver.ITERATIVE) {
            throw new OptionsException(
                    "`model.solver`: expected direct for `model.kernel.structure` " + word + ", got iterative",
                    Cure.text("Leave out model.solver"));
        }
        options.targets().forEach((name, t) -> {
            if (!t.derivatives().isEmpty() || t.form().rank() > 0) {
                throw new OptionsException(
                        "`targets." + name + "`: expected values of structures alone for `model.kernel.structure` "
                                + word + ", got "
                                + (t.form().rank() > 0 ? "a tensor" : "forces, stress or a virial to learn"),
                        Cure.text("Leave them out: forces are predicted as derivatives of the energy"));
            }
            if (t.quantity().isPerAtom()) {
                throw new OptionsException(
                        "`targets." + name + ".quantity`: expected total or mean for `model.kernel.structure` " + word
                                + ", got atom: a match compares whole structures",
                        Cure.text("Leave out model.kernel.structure"));
            }
        });
    }

    static List<Warning> warnings(Map<String, Target> targets) {
        List<Warning> out = new ArrayList<>();
        targets.forEach((name, t) -> {
            if (!t.derivatives().isEmpty() && !t.unit().isCompatibleWith(Unit.EV)) {
                String word = t.derivatives().get(0).kind().word();
                out.add(Warning.of(
                        Warning.Kind.UNIT_IS_NO_ENERGY,
                        name + ": its " + word + " are learnt as derivatives of `" + t.key() + "`, whose unit `"
                                + t.unit() + "` is no unit of energy",
                        Cure.text("Set targets." + name + ".unit to that of the energy, or leave out targets." + name
                                + "." + word)));
            }
            for (Baseline b : t.baselines()) {
                b.match(KEY_OF).filter(key -> isCheaper(t.key(), key)).ifPresent(key -> out.add(swapped(name, t, key)));
            }
        });
        return out;
    }

    private static Warning swapped(String name, Target target, String baseline) {
        return Warning.of(
                Warning.Kind.SWAPPED_BASELINE,
                name + ": learns the correction from `" + baseline + "` to `" + target.key()
                        + "`, which by its name is the cheaper one",
                Cure.text("The target's key is what is predicted, its baseline's must be known for every structure:"
                        + " exchange targets." + name + ".key and the key of targets." + name
                        + ".baseline if they were swapped"));
    }

    /** Whether a name is that of a cheaper method than another name, which may name no method at all. */
    static boolean isCheaper(String name, String than) {
        OptionalInt level = level(name);
        OptionalInt other = level(than);
        // a name without a method is that of the reference, unless it is compared with a costly one
        int cheap = 1;
        return level.isPresent() && level.getAsInt() < (other.isPresent() ? other.getAsInt() : cheap + 1);
    }

    private static OptionalInt level(String name) {
        for (String word : name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
            for (int k = 0; k < METHODS.size(); k++) {
                if (METHODS.get(k).stream().anyMatch(word::startsWith)) {
                    return OptionalInt.of(k);
                }
            }
        }
        return OptionalInt.empty();
    }
}
