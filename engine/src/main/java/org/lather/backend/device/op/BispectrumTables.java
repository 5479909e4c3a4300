package org.lather.backend.device.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.lather.backend.Owned;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.BispectrumPrograms;
import org.lather.backend.device.program.Coefficients;
import org.lather.backend.device.program.CouplingGradientPrograms;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.Reals;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/**
 * The tables of the programs of bispectra: the terms of each triple of orders and the factors of the columns; from the
 * first gradient on also the columns and terms of each coefficient.
 */
final class BispectrumTables implements AutoCloseable {
    private static final String PURPOSE = "tables";

    private final BispectrumTerms host;
    private final List<Allocation> tables = new ArrayList<>();
    private final List<Allocation> ofFactors = new ArrayList<>();

    BispectrumTables(Workspace workspace, Descriptor.Bispectrum descriptor, Channels channels) {
        host = new BispectrumTerms(descriptor, channels);
        Owned.orClose(
                () -> {
                    tables.add(workspace.allocate(PURPOSE, host.begin()));
                    for (int factor = 0; factor < 3; factor++) {
                        tables.add(workspace.allocate(PURPOSE, host.orders(factor)));
                    }
                    tables.add(workspace.allocate(PURPOSE, host.values()));
                    tables.add(workspace.allocate(PURPOSE, host.factors()));
                    tables.add(workspace.allocate(PURPOSE, host.weights()));
                },
                this::close);
    }

    BispectrumPrograms.Terms terms() {
        return new BispectrumPrograms.Terms(
                tables.get(0).ints(),
                tables.get(1).ints(),
                tables.get(2).ints(),
                tables.get(3).ints(),
                tables.get(4).doubles());
    }

    BispectrumPrograms.Columns columns() {
        return new BispectrumPrograms.Columns(
                tables.get(5).ints(), tables.get(6).doubles());
    }

    /**
     * Couples the coefficients of some environments.
     *
     * @param first the row of {@code out} of the first of them
     */
    void couple(Workspace workspace, ExpandedPairs expanded, int first, Reals out) {
        workspace.launch(new BispectrumPrograms.Couple(
                new Coefficients(
                        expanded.environments(), expanded.coefficients(), host.coefficients(), host.channels()),
                terms(),
                host.columns(),
                columns(),
                first,
                out));
    }

    /** Computes dE/dc of some environments from dE/dB. */
    void pull(
            Workspace workspace,
            Map<String, Integer> constants,
            ExpandedPairs expanded,
            CouplingGradientPrograms.Gradient gradient,
            Doubles out) {
        if (ofFactors.isEmpty()) {
            Owned.orClose(() -> allocateFactors(workspace), this::closeFactors);
        }
        workspace.launch(new BispectrumPrograms.PullTriples(
                constants,
                expanded.environments(),
                expanded.coefficients(),
                columns().weight(),
                new BispectrumPrograms.Uses(
                        ofFactors.get(0).ints(), ofFactors.get(1).ints()),
                new BispectrumPrograms.FactorTerms(
                        ofFactors.get(2).ints(),
                        ofFactors.get(3).ints(),
                        ofFactors.get(4).ints(),
                        ofFactors.get(5).doubles()),
                gradient,
                out));
    }

    private void allocateFactors(Workspace workspace) {
        BispectrumTerms.Uses uses = host.uses();
        ofFactors.add(workspace.allocate(PURPOSE, uses.begin()));
        ofFactors.add(workspace.allocate(PURPOSE, uses.use()));
        BispectrumTerms.ByFactor terms = host.byFactor();
        ofFactors.add(workspace.allocate(PURPOSE, terms.begin()));
        ofFactors.add(workspace.allocate(PURPOSE, terms.left()));
        ofFactors.add(workspace.allocate(PURPOSE, terms.right()));
        ofFactors.add(workspace.allocate(PURPOSE, terms.value()));
    }

    private void closeFactors() {
        ofFactors.forEach(Allocation::close);
        ofFactors.clear();
    }

    @Override
    public void close() {
        closeFactors();
        tables.forEach(Allocation::close);
        tables.clear();
    }
}
