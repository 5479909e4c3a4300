package org.lather.backend.reference;

import java.util.Arrays;
import org.lather.backend.HostBatch;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegral;
import org.lather.density.RadialIntegrals;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.lather.descriptor.DirectFeatures;
import org.lather.descriptor.Surroundings;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/** Propagates dE/dp of one environment to the atoms on which it depends. */
final class EnvironmentGradient {
    private final HostBatch batch;
    private final Descriptor descriptor;
    private final PairForces forces;

    EnvironmentGradient(HostBatch batch, Descriptor descriptor) {
        this.batch = batch;
        this.descriptor = descriptor;
        Channels channels = batch.content().channels();
        forces = descriptor
                .direct()
                .<PairForces>map(d -> new Direct(d, channels))
                .orElseGet(() -> new Coupled(descriptor, channels));
    }

    /** Receives the gradient: axis a of an atom of the batch, component 3 a + b of a structure's strain. */
    interface Sink {
        void position(int environment, int axis, double value);

        void strain(int structure, int component, double value);
    }

    /** Receives g_ij = dE/dr_ij of a pair of the neighbour list. */
    private interface PairSink {
        void pair(int pair, double[] g);
    }

    /** Computes the pair forces of an environment from v = dE/dp. */
    private interface PairForces {
        void of(Structure structure, NeighbourList list, int atom, double[] v, PairSink sink);
    }

    /** Adds the pair forces of an environment: dE/dr_j = g_ij, dE/dr_i = −Σ_j g_ij, G_ab = Σ_j r_a g_b. */
    void pullBack(int environment, double[] v, double factor, Sink sink) {
        int s = batch.content().structureOf(environment);
        int first = batch.content().start(s);
        Structure structure = batch.content().structure(s);
        NeighbourList list = batch.neighbours(s, descriptor.radius());
        forces.of(structure, list, environment - first, v, (p, pairGradient) -> {
            int j = list.neighbours()[p];
            double[] r = {list.x()[p], list.y()[p], list.z()[p]};
            for (int b = 0; b < 3; b++) {
                double g = factor * pairGradient[b];
                sink.position(first + j, b, g);
                sink.position(environment, b, -g);
                for (int a = 0; a < 3; a++) {
                    sink.strain(s, 3 * a + b, r[a] * g);
                }
            }
        });
    }

    /** Features of a density expansion: dE/dp → dE/dc → pairs. */
    private static final class Coupled implements PairForces {
        private final Expansion expansion;
        private final PairGradient pair;
        private final CouplingGradient coupling;
        private final double[] coefficients;
        private final double[] coefficientGradient;
        private final double[] pairGradient = new double[3];

        Coupled(Descriptor descriptor, Channels channels) {
            DensityExpansion density = descriptor.onlyExpansion();
            RadialIntegral integral = RadialIntegrals.of(density);
            expansion = new Expansion(density, channels, integral);
            pair = new PairGradient(density, channels, integral);
            coupling = CouplingGradient.of(descriptor, channels);
            coefficients = new double[expansion.size()];
            coefficientGradient = new double[expansion.size()];
        }

        @Override
        public void of(Structure structure, NeighbourList list, int atom, double[] v, PairSink sink) {
            Arrays.fill(coefficients, 0);
            expansion.expand(structure, list, atom, coefficients, 0);
            coupling.pullBack(coefficients, v, coefficientGradient);
            for (int p = list.start(atom); p < list.end(atom); p++) {
                int j = list.neighbours()[p];
                double[] r = {list.x()[p], list.y()[p], list.z()[p]};
                pair.of(structure.atomicNumber(j), list.distances()[p], r, coefficientGradient, pairGradient);
                sink.pair(p, pairGradient);
            }
        }
    }

    /** Features that depend on the neighbours directly. */
    private static final class Direct implements PairForces {
        private final DirectFeatures features;
        private double[] gradient = {};

        Direct(DirectDescriptor descriptor, Channels channels) {
            features = new DirectFeatures(descriptor, channels);
        }

        @Override
        public void of(Structure structure, NeighbourList list, int atom, double[] v, PairSink sink) {
            Surroundings all = features.surroundings();
            all.read(structure, list, atom, features.radius());
            if (gradient.length < 3 * all.size()) {
                gradient = new double[6 * all.size()];
            }
            features.pullBack(v, 0, gradient, 0);
            for (int j = 0; j < all.size(); j++) {
                sink.pair(all.pair(j), Arrays.copyOfRange(gradient, 3 * j, 3 * j + 3));
            }
        }
    }
}
