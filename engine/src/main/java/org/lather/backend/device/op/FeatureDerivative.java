package org.lather.backend.device.op;

import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.BispectrumPrograms;
import org.lather.backend.device.program.CouplingGradientPrograms;
import org.lather.backend.device.program.CouplingGradientPrograms.Derivatives;
import org.lather.backend.device.program.CouplingGradientPrograms.Gradient;
import org.lather.backend.device.program.CouplingGradientPrograms.Owners;
import org.lather.backend.device.program.CouplingGradientPrograms.PairDerivatives;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.Reals;
import org.lather.descriptor.Descriptor;

/** Derivatives of the features of a descriptor with respect to density coefficients. */
interface FeatureDerivative {
    /**
     * Computes dE/dc [environment][lm][q] from dE/dp.
     *
     * @param out is overwritten
     */
    void pull(ExpandedPairs expanded, Gradient gradient, Doubles out);

    /**
     * Computes derivatives of features with respect to pairs.
     *
     * @param pairs derivatives of the coefficients
     * @param x features
     * @param out rows 3 pair + axis, and their products with the features; overwritten
     */
    void derive(ExpandedPairs expanded, PairDerivatives pairs, Owners owners, Reals x, Derivatives out);

    /** Derivatives of power spectra, and of features that are the coefficients themselves. */
    record Coupled(Workspace workspace, ExpansionTables tables, Descriptor descriptor) implements FeatureDerivative {
        @Override
        public void pull(ExpandedPairs expanded, Gradient gradient, Doubles out) {
            workspace.launch(new CouplingGradientPrograms.PullCoefficients(
                    tables.sizes().couplingGradientConstants(descriptor),
                    expanded.environments(),
                    expanded.coefficients(),
                    tables.factors(),
                    gradient,
                    out));
        }

        @Override
        public void derive(ExpandedPairs expanded, PairDerivatives pairs, Owners owners, Reals x, Derivatives out) {
            workspace.launch(new CouplingGradientPrograms.FeatureDerivatives(
                    tables.sizes().couplingGradientConstants(descriptor),
                    3 * expanded.count(),
                    pairs,
                    owners,
                    new CouplingGradientPrograms.Environments(
                            tables.weights(), expanded.coefficients(), tables.factors(), x),
                    out));
        }
    }

    /**
     * Derivatives of bispectra.
     *
     * @param tables of the expansion
     * @param triples of the bispectrum
     */
    record Triples(
            Workspace workspace, ExpansionTables tables, BispectrumTables triples, Descriptor.Bispectrum descriptor)
            implements FeatureDerivative {
        @Override
        public void pull(ExpandedPairs expanded, Gradient gradient, Doubles out) {
            triples.pull(workspace, tables.sizes().bispectrumGradientConstants(descriptor), expanded, gradient, out);
        }

        @Override
        public void derive(ExpandedPairs expanded, PairDerivatives pairs, Owners owners, Reals x, Derivatives out) {
            workspace.launch(new BispectrumPrograms.DeriveTriples(
                    tables.sizes().bispectrumGradientConstants(descriptor),
                    3 * expanded.count(),
                    pairs,
                    owners,
                    new BispectrumPrograms.Environments(tables.weights(), expanded.coefficients()),
                    triples.terms(),
                    triples.columns(),
                    x,
                    out));
        }
    }
}
