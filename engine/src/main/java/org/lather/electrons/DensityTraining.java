package org.lather.electrons;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.execution.Execution;
import org.lather.execution.StageClock;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.file.Structures;

/**
 * Fits the coefficients of electron densities ({@code quantity: density}) by symmetry-adapted regression in the metric
 * of the overlaps: c_inμ = c̄_n + Σ_jμ' w_njμ' k^λ_μμ'(i, j) over representatives j of the element of atom i, for each
 * radial function n and order λ (Grisafi et al. 2019, doi:10.1021/acscentsci.8b00551; Lewis et al. 2021,
 * doi:10.1021/acs.jctc.1c00576). The weights minimise Σ ΔcᵀSΔc over the structures, with a weight of the number of
 * electrons, regularised by the prior variance of the functions ({@link DensityBlock}) with a noise σ that held-out
 * structures decide.
 */
public final class DensityTraining {
    private final Options options;
    private final Backend backend;
    private final Execution execution;

    /**
     * Prepares a training; nothing is read or computed yet.
     *
     * @param backend stays the caller's
     * @throws OptionsException if the options have no density
     */
    public DensityTraining(Options options, Backend backend, Execution execution) {
        if (!options.hasDensity()) {
            throw new OptionsException("`targets`: expected a target of `quantity: density`, got "
                    + options.targets().keySet());
        }
        this.options = options;
        this.backend = backend;
        this.execution = execution;
    }

    /** A fitted density and the report of its training. */
    public record Result(FittedDensity density, DensityReport report) {}

    /**
     * Fits to structures, whose coefficients are read from the files that the options name.
     *
     * @throws DataException if structures, basis or coefficients cannot be used
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient; thrown before the computation
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     * @throws org.lather.backend.NotPositiveDefiniteException if functions of an atom are linearly dependent
     */
    public Result fit(Structures train) {
        StageClock clock = new StageClock(execution.progress());
        clock.begin("reading");
        backend.resources().ledger().resetPeak();
        String file = options.targets().values().iterator().next().basis();
        Overlaps overlaps = new Overlaps(BasisFile.read(options.data().folder().resolve(file)));
        DensitySet set = DensitySet.read(train, options, overlaps, execution);
        Options decided = options.decide(set.periodicity(), execution.progress()::note);
        backend.expectAll(decided.descriptors());
        int[] elements = set.elements();
        expectOrders(decided, overlaps.basis(), elements);
        Channels channels = decided.channels(elements);
        clock.begin("representatives");
        DensityEnvironments environments = RepresentativeAtoms.choose(decided, channels, set, backend, execution);
        List<List<Columns>> columns =
                RepresentativeAtoms.columns(decided, channels, overlaps.basis(), environments, backend);
        DensityPlan plan = new DensityPlan(decided, channels, set, overlaps.basis(), environments, columns);
        boolean onDisk = plan.decide(execution);
        backend.resources().ledger().add(plan.heldBytes(onDisk));
        try (EquivariantRows rows =
                        new EquivariantRows(backend, decided, channels, overlaps.basis(), environments, columns);
                DensityFit fit = new DensityFit(decided, set, overlaps, rows, backend, execution)) {
            clock.begin("covariances");
            fit.prepare(elements, onDisk ? execution.scratch() : null);
            clock.begin("solution");
            FoundWeights found = fit.solve();
            clock.end();
            FittedDensity density = new FittedDensity(
                    decided,
                    elements,
                    overlaps.basis(),
                    environments,
                    columns,
                    fit.averages(),
                    found.weights(),
                    found.noise(),
                    RepresentativeAtoms.provenance(train, set, backend),
                    set.fingerprints());
            Map<String, Integer> counts = new LinkedHashMap<>();
            for (int z : elements) {
                counts.put(Element.symbol(z), environments.of(z)[1]);
            }
            return new Result(
                    density,
                    new DensityReport(
                            set.size(),
                            set.environments(),
                            set.functions(),
                            counts,
                            found.size(),
                            found.noise(),
                            found.heldOut(),
                            found.trainingError(),
                            found.iterations(),
                            clock.seconds(),
                            backend.resources().ledger().peakBytes(),
                            plan.bytes(onDisk),
                            warnings(set, found, counts)));
        } finally {
            backend.resources().ledger().remove(plan.heldBytes(onDisk));
        }
    }

    private static void expectOrders(Options options, AuxiliaryBasis basis, int[] elements) {
        int most =
                Arrays.stream(elements).map(z -> basis.of(z).maxAngular()).max().orElse(0);
        for (int r = 0; r < options.representations().size(); r++) {
            int available = 2
                    * options.representations()
                            .get(r)
                            .descriptor()
                            .onlyExpansion()
                            .basis()
                            .maxAngular();
            if (most > available) {
                throw new OptionsException(
                        "`representations." + r + ".basis.max_angular`: expected at least " + (most + 1) / 2
                                + " for functions of l = " + most + " in the basis of the density, got "
                                + available / 2,
                        Cure.text("Raise max_angular"));
            }
        }
    }

    private static List<Warning> warnings(DensitySet set, FoundWeights found, Map<String, Integer> representatives) {
        List<Warning> out = new ArrayList<>(set.warnings());
        List<String> none = representatives.entrySet().stream()
                .filter(e -> e.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!none.isEmpty()) {
            out.add(Warning.of(
                    Warning.Kind.ELEMENTS_WITHOUT_REPRESENTATIVES,
                    "no atom of " + String.join(", ", none) + " is a representative: their density is the average of"
                            + " the training set",
                    Cure.text("Raise model.representatives.count, or choose them by fps")));
        }
        found.unfinished().ifPresent(out::add);
        return out;
    }
}
