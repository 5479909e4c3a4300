package org.lather.descriptor;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.density.Channels;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * Derivatives of the features of a {@link DirectDescriptor}: those with respect to the vectors to the neighbours,
 * summed over the images of an atom, over all neighbours for the centre, and with the factors r_a for the strain and
 * S_a for the cell. The centre, strain and cell are computed with the environment, atoms as they are requested.
 */
final class DirectDerivatives implements FeatureGradients.Derivatives {
    private final DirectFeatures features;
    private final int columns;
    /** [a][b][column]. */
    private final double[] strain;

    private final double[] cell;
    /** [axis][column], of the centre and of the atom that moved last. */
    private final double[] own;

    private final double[] moved;
    private final double[] neighbour;
    private @Nullable NeighbourList list;
    private int center = -1;
    private int last = -1;

    DirectDerivatives(DirectDescriptor descriptor, Channels channels, Set<Variable> variables) {
        features = new DirectFeatures(descriptor, channels);
        columns = features.columns();
        int three = Math.multiplyExact(3, columns);
        own = new double[variables.contains(Variable.POSITIONS) ? three : 0];
        moved = new double[own.length];
        neighbour = new double[three];
        strain = new double[variables.contains(Variable.STRAIN) ? Math.multiplyExact(3, three) : 0];
        cell = new double[variables.contains(Variable.CELL) ? Math.multiplyExact(3, three) : 0];
    }

    @Override
    public void environment(Structure s, NeighbourList neighbours, int atom) {
        list = neighbours;
        center = atom;
        last = -1;
        Surroundings all = features.surroundings();
        all.read(s, neighbours, atom, features.radius());
        features.prepareDerivatives();
        Arrays.fill(own, 0);
        Arrays.fill(strain, 0);
        Arrays.fill(cell, 0);
        for (int j = 0; j < all.size(); j++) {
            Arrays.fill(neighbour, 0);
            features.derivative(j, neighbour, 0);
            int pair = all.pair(j);
            double[] r = {all.x(j), all.y(j), all.z(j)};
            if (own.length > 0 && neighbours.neighbours()[pair] != atom) {
                add(-1, own, 0, neighbour.length);
            }
            for (int a = 0; a < 3; a++) {
                if (strain.length > 0) {
                    add(r[a], strain, a * neighbour.length, neighbour.length);
                }
                if (cell.length > 0) {
                    add(neighbours.shifts()[3 * pair + a], cell, a * neighbour.length, neighbour.length);
                }
            }
        }
    }

    private void add(double factor, double[] to, int at, int count) {
        CouplingDerivative.add(factor, neighbour, 0, to, at, count);
    }

    @Override
    public void position(int atom, int axis, double[] out) {
        double[] from = own;
        if (atom != center) {
            move(atom);
            from = moved;
        }
        System.arraycopy(from, axis * columns, out, 0, columns);
    }

    private void move(int atom) {
        NeighbourList neighbours = list;
        if (neighbours == null) {
            throw new IllegalStateException("expected an environment first");
        }
        if (atom != last) {
            Arrays.fill(moved, 0);
            Surroundings all = features.surroundings();
            for (int j = 0; j < all.size(); j++) {
                if (neighbours.neighbours()[all.pair(j)] == atom) {
                    features.derivative(j, moved, 0);
                }
            }
            last = atom;
        }
    }

    @Override
    public void strain(int a, int b, double[] out) {
        System.arraycopy(strain, (3 * a + b) * columns, out, 0, columns);
    }

    @Override
    public void cell(int a, int b, double[] out) {
        System.arraycopy(cell, (3 * a + b) * columns, out, 0, columns);
    }

    @Override
    public long bytes() {
        return features.bytes() + 8L * (own.length + moved.length + neighbour.length + strain.length + cell.length);
    }
}
