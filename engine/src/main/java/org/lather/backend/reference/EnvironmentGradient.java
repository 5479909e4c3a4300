package org.lather.backend.reference;

import org.lather.backend.HostBatch;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegral;
import org.lather.density.RadialIntegrals;
import org.lather.descriptor.Descriptor;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/** Propagates dE/dp of one environment to the atoms on which it depends. */
final class EnvironmentGradient {
    private final HostBatch batch;
    private final Descriptor descriptor;
    private final Expansion expansion;
    private final PairGradient pair;
    private final CouplingGradient coupling;
    private final double[] coefficients;
    private final double[] coefficientGradient;
    private final double[] pairGradient = new double[3];

    EnvironmentGradient(HostBatch batch, Descriptor descriptor) {
        this.batch = batch;
        this.descriptor = descriptor;
        Channels channels = batch.content().channels();
        DensityExpansion density = descriptor.onlyExpansion();
        RadialIntegral integral = RadialIntegrals.of(density);
        expansion = new Expansion(density, channels, integral);
        pair = new PairGradient(density, channels, integral);
        coupling = CouplingGradient.of(descriptor, channels);
        coefficients = new double[expansion.size()];
        coefficientGradient = new double[expansion.size()];
    }

    /** Receives the gradient: axis a of an atom of the batch, component 3 a + b of a structure's strain. */
    interface Sink {
        void position(int environment, int axis, double value);

        void strain(int structure, int component, double value);
    }

    /** Adds the pair forces of an environment: dE/dr_j = g_ij, dE/dr_i = −Σ_j g_ij, G_ab = Σ_j r_a g_b. */
    void pullBack(int environment, double[] v, double factor, Sink sink) {
        int s = batch.content().structureOf(environment);
        int first = batch.content().start(s);
        Structure structure = batch.content().structure(s);
        NeighbourList list = batch.neighbours(s, descriptor.radius());
        java.util.Arrays.fill(coefficients, 0);
        expansion.expand(structure, list, environment - first, coefficients, 0);
        coupling.pullBack(coefficients, v, coefficientGradient);
        for (int p = list.start(environment - first); p < list.end(environment - first); p++) {
            int j = list.neighbours()[p];
            double[] r = {list.x()[p], list.y()[p], list.z()[p]};
            pair.of(structure.atomicNumber(j), list.distances()[p], r, coefficientGradient, pairGradient);
            for (int b = 0; b < 3; b++) {
                double g = factor * pairGradient[b];
                sink.position(first + j, b, g);
                sink.position(environment, b, -g);
                for (int a = 0; a < 3; a++) {
                    sink.strain(s, 3 * a + b, r[a] * g);
                }
            }
        }
    }
}
