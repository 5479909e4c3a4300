package org.lather.backend.device.op;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.HostBatch;
import org.lather.backend.Owned;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.ExpansionGradientPrograms;
import org.lather.backend.device.program.ExpansionPrograms;
import org.lather.backend.device.program.Pairs;
import org.lather.backend.device.program.RadialTable;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegrals;

/**
 * The data on the device that all environments with one set of hyper-parameters share: the table of radial integrals,
 * the norms of the harmonics, the weights of the channels, the factors of the coupling.
 */
final class ExpansionTables implements AutoCloseable {
    private final Workspace workspace;
    private final HostBatch.Loop loop;
    private final DensityExpansion expansion;
    private final Channels channels;
    private final IntegralSource integrals;
    private final IntegralSource.PairLoop pairLoop;
    private final ExpansionSizes sizes;
    private final List<Allocation> tables = new ArrayList<>();

    /** @param loop divides the host's work on pairs */
    ExpansionTables(Workspace workspace, DensityExpansion expansion, Channels channels, HostBatch.Loop loop) {
        this.workspace = workspace;
        this.loop = loop;
        this.expansion = expansion;
        this.channels = channels;
        this.integrals = RadialIntegrals.of(expansion).match(IntegralSource.CASES);
        this.pairLoop = new IntegralSource.PairLoop(expansion.cutoff().radius(), loop);
        this.sizes = new ExpansionSizes(workspace.device().info(), expansion, channels);
        Owned.orClose(
                () -> {
                    tables.add(workspace.allocate("table", integrals.table()));
                    tables.add(workspace.allocate("norms of harmonics", harmonicNorms(basis().maxAngular())));
                    tables.add(workspace.allocate("channels", channelWeights()));
                    tables.add(workspace.allocate("factors", couplingFactors()));
                },
                this::close);
    }

    private Basis basis() {
        return expansion.basis();
    }

    ExpansionSizes sizes() {
        return sizes;
    }

    /**
     * At l² + l + m: K_lm of {@link org.lather.math.SphericalHarmonics}, with its √2; then, for m ≥ 0, the factors (2l
     * − 1) / (l − m) of P_l−1 and (l + m − 1) / (l − m) of P_l−2 in the recursion of P_l^m.
     */
    private static double[] harmonicNorms(int maxAngular) {
        int size = (maxAngular + 1) * (maxAngular + 1);
        double[] out = new double[3 * size];
        for (int l = 0; l <= maxAngular; l++) {
            double factorials = 1;
            for (int m = 0; m <= l; m++) {
                if (m > 0) {
                    factorials /= (double) (l + m) * (l - m + 1);
                }
                double k = Math.sqrt((m == 0 ? 1 : 2) * (2 * l + 1) / (4 * Math.PI) * factorials);
                out[l * l + l + m] = k;
                out[l * l + l - m] = k;
                if (l > m) {
                    out[size + l * l + l + m] = (2 * l - 1.0) / (l - m);
                    out[2 * size + l * l + l + m] = (l + m - 1.0) / (l - m);
                }
            }
        }
        return out;
    }

    private double[] channelWeights() {
        int elements = channels.atomicNumbers().length;
        double[] out = new double[elements * channels.count()];
        for (int i = 0; i < out.length; i++) {
            out[i] = channels.weight(i / channels.count(), i % channels.count());
        }
        return out;
    }

    /** (−1)^l/√(2l+1). */
    private double[] couplingFactors() {
        double[] out = new double[basis().maxAngular() + 1];
        for (int l = 0; l < out.length; l++) {
            out[l] = (l % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l + 1);
        }
        return out;
    }

    /** The factors of the coupling, (−1)^l/√(2l+1). */
    Doubles factors() {
        return tables.get(3).doubles();
    }

    /** The weights of the channels, [element][channel]. */
    Doubles weights() {
        return tables.get(2).doubles();
    }

    /** The neighbours that contribute to the environments of a range. */
    Neighbourhoods neighbourhoods(DeviceRange range) {
        boolean centre = expansion.density().centerAtomWeight() != 0;
        return Neighbourhoods.of(range, expansion.cutoff().radius(), centre, loop);
    }

    /** Copies pairs to the device. */
    private ExpansionPrograms.Density density(Frame frame, Neighbourhoods pairs) {
        Doubles table =
                integrals.integrals(frame, pairs, pairLoop, tables.get(0).doubles());
        Pairs copied = new Pairs(
                pairs.size(),
                frame.upload(pairs.starts()),
                frame.upload(pairs.x()),
                frame.upload(pairs.y()),
                frame.upload(pairs.z()),
                frame.upload(pairs.elements()));
        return new ExpansionPrograms.Density(
                copied,
                new RadialTable(
                        table, tables.get(1).doubles(), weights(), integrals.knots(), integrals.inverseSpacing()),
                expansion.density().centerAtomWeight(),
                sizes.pairWeight());
    }

    /** Expands environments; the result is valid until the frame is closed. */
    ExpandedPairs expand(Frame frame, Neighbourhoods pairs) {
        Doubles coefficients = frame.doubles((long) pairs.size() * sizes.coefficients());
        ExpansionPrograms.Density density = density(frame, pairs);
        workspace.launch(new ExpansionPrograms.Expand(sizes.expansionConstants(), density, coefficients));
        return new ExpandedPairs(pairs, density, coefficients);
    }

    /**
     * Power spectra and their norms of some environments.
     *
     * @param firstRow the row of the first of them
     */
    void spectra(Frame frame, Neighbourhoods pairs, int firstRow, DeviceFeatures out) {
        int groupSize = workspace.groupSize();
        ExpansionPrograms.Spectra spectra = new ExpansionPrograms.Spectra(
                factors(), frame.upload(out.places(firstRow, pairs.size())), firstRow, out.values(), out.norms());
        if (sizes.fused()) {
            workspace.launch(
                    new ExpansionPrograms.Spectrum(sizes.spectrumConstants(groupSize), density(frame, pairs), spectra));
        } else {
            ExpandedPairs expanded = expand(frame, pairs);
            workspace.launch(new ExpansionPrograms.Couple(
                    sizes.couplingConstants(groupSize), pairs.size(), expanded.coefficients(), spectra));
        }
    }

    private ExpansionGradientPrograms.Derived derived(Frame frame, ExpandedPairs expanded) {
        ExpansionPrograms.Density density = expanded.density();
        Doubles derivatives = integrals.derivatives(
                frame, expanded.host(), pairLoop, tables.get(0).doubles());
        return new ExpansionGradientPrograms.Derived(density.pairs(), density.radial(), derivatives, density.weight());
    }

    /**
     * The gradient of each pair, [pair][3].
     *
     * @param gradient dE/dc of the coefficients of the environments
     * @param factor one for each environment
     */
    Doubles pull(Frame frame, ExpandedPairs expanded, Doubles gradient, double[] factor) {
        Doubles out = frame.doubles(3L * expanded.count());
        workspace.launch(new ExpansionGradientPrograms.Pull(
                sizes.expansionGradientConstants(), derived(frame, expanded), gradient, frame.upload(factor), out));
        return out;
    }

    /** Derivatives of the coefficients that each pair adds, [pair][3][lm][n]. */
    Doubles derive(Frame frame, ExpandedPairs expanded) {
        Doubles out = frame.doubles(3L * expanded.count() * sizes.pairCoefficients());
        workspace.launch(new ExpansionGradientPrograms.Derive(
                sizes.expansionGradientConstants(), derived(frame, expanded), out));
        return out;
    }

    @Override
    public void close() {
        tables.forEach(Allocation::close);
        tables.clear();
    }
}
