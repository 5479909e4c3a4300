package org.lather.descriptor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.density.Channels;

/**
 * Computes the features of a {@link DirectDescriptor} and their derivatives with respect to the vectors r_ij from an
 * atom i to its neighbours, one environment after another. An object is for one thread; its memory grows with the
 * largest number of neighbours times the number of different η only.
 */
public final class DirectFeatures {
    /** Some of the features of an environment; all methods add to their output. */
    interface Sums {
        /** Computes what all methods need of an environment. */
        void environment(Surroundings s, boolean derivatives);

        /** Adds features at [at + column]. */
        void values(Surroundings s, double[] out, int at);

        /** Adds dE/dr_ij, [neighbour][3] from {@code to} on, for the gradient v = dE/dp at [at + column]. */
        void pullBack(Surroundings s, double[] v, int at, double[] gradient, int to);

        /** Adds dp/dr_ij for a neighbour j, [3][column] with rows of {@code columns} from {@code at} on. */
        void derivative(Surroundings s, int neighbour, double[] out, int at, int columns);

        /** The number of bytes of scratch memory. */
        long bytes();
    }

    private final Surroundings surroundings;
    private final List<Sums> sums;
    private final int columns;
    private final double radius;

    /** @param channels the elements; how a density mixes them has no effect */
    public DirectFeatures(DirectDescriptor descriptor, Channels channels) {
        surroundings = new Surroundings(channels);
        columns = descriptor.columns(channels);
        radius = descriptor.radius();
        sums = descriptor.matchDirect(new Parts(channels.atomicNumbers().length));
    }

    /** The sums that each descriptor consists of. */
    private record Parts(int elements) implements DirectDescriptor.Alternatives<List<Sums>> {
        @Override
        public List<Sums> symmetryFunctions(SymmetryFunctions d) {
            List<Sums> out = new ArrayList<>();
            int column = 0;
            if (!d.g2().isEmpty()) {
                out.add(new PairSums(
                        RadialFunctions.gaussians(d.cutoff(), d.g2()), eachElement(column, d.g2().size())));
                column += elements * d.g2().size();
            }
            if (!d.g3().isEmpty()) {
                out.add(new PairSums(RadialFunctions.cosines(d.cutoff(), d.g3()), eachElement(column, d.g3().size())));
                column += elements * d.g3().size();
            }
            if (!d.g4().isEmpty()) {
                out.add(new TripleSums(d.cutoff(), d.g4(), true, column));
                column += ElementPairs.count(elements) * d.g4().size();
            }
            if (!d.g5().isEmpty()) {
                out.add(new TripleSums(d.cutoff(), d.g5(), false, column));
            }
            return out;
        }

        private static PairSums.Place eachElement(int column, int count) {
            return (centre, neighbour) -> column + neighbour * count;
        }

        @Override
        public List<Sums> composition(Composition d) {
            return List.of(new OwnElement());
        }

        @Override
        public List<Sums> pairCorrelation(PairCorrelation d) {
            int count = d.grid().count();
            return List.of(new PairSums(
                    RadialFunctions.smeared(d.cutoff(), d.grid()),
                    (centre, neighbour) -> ElementPairs.index(centre, neighbour, elements) * count));
        }
    }

    /** The neighbours of the environment, which the caller reads into it before the methods of this class. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** The distance that neighbours are closer than, Å. */
    public double radius() {
        return radius;
    }

    /** The number of features. */
    public int columns() {
        return columns;
    }

    /** Computes the features of the environment, written to [at + column]. */
    public void values(double[] out, int at) {
        Arrays.fill(out, at, at + columns, 0);
        for (Sums s : sums) {
            s.environment(surroundings, false);
            s.values(surroundings, out, at);
        }
    }

    /**
     * Computes dE/dr_ij of all neighbours.
     *
     * @param v dE/dp at [at + column]
     * @param gradient [neighbour][3] from {@code to} on, in the order of the surroundings, 1/Å; written
     */
    public void pullBack(double[] v, int at, double[] gradient, int to) {
        Arrays.fill(gradient, to, to + 3 * surroundings.size(), 0);
        for (Sums s : sums) {
            s.environment(surroundings, true);
            s.pullBack(surroundings, v, at, gradient, to);
        }
    }

    /** Prepares {@link #derivative} for the environment. */
    public void prepareDerivatives() {
        for (Sums s : sums) {
            s.environment(surroundings, true);
        }
    }

    /** Computes dp/dr_ij for a neighbour j, 1/Å, added to [3][column]. */
    public void derivative(int neighbour, double[] out, int at) {
        for (Sums s : sums) {
            s.derivative(surroundings, neighbour, out, at, columns);
        }
    }

    /** The number of bytes of scratch memory. */
    public long bytes() {
        return surroundings.bytes() + sums.stream().mapToLong(Sums::bytes).sum();
    }

    /** The feature 1 of the element of the centre. */
    private record OwnElement() implements Sums {
        @Override
        public void environment(Surroundings s, boolean derivatives) {
            // depends on no neighbour
        }

        @Override
        public void values(Surroundings s, double[] out, int at) {
            out[at + s.centre()] += 1;
        }

        @Override
        public void pullBack(Surroundings s, double[] v, int at, double[] gradient, int to) {
            // depends on no neighbour
        }

        @Override
        public void derivative(Surroundings s, int neighbour, double[] out, int at, int columns) {
            // depends on no neighbour
        }

        @Override
        public long bytes() {
            return 0;
        }
    }
}
