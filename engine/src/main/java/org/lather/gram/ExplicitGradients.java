package org.lather.gram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatureGradients;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.error.Cure;
import org.lather.kernel.Covariance;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * Computes all derivatives of the normalised features p̂ = p/|p| of a few environments of one structure: t =
 * dp̂_i/dr_ka for every atom k on which environment i depends, summed over images of one atom, and dp̂_i/dε_ab of a
 * strain r → r (1 + ε). With dp from {@link FeatureGradients}, t = (dp − s (p̂·dp) p̂)/|p|, where s is 1 but for faint
 * vectors ({@link Covariance#normSlope}).
 */
final class ExplicitGradients {
    private final Structure structure;
    private final NeighbourList neighbours;
    private final FeatureGradients gradients;
    private final int columns;

    /** @throws DataException for combinations of columns */
    ExplicitGradients(Channels channels, Descriptor descriptor, Structure structure) {
        if (descriptor.combinations().isPresent()) {
            throw new DataException(
                    "expected a model of columns of features for uncertainties of derivatives, got one of principal"
                            + " components",
                    Cure.text("Train one with features.selection fps or cur"));
        }
        this.structure = structure;
        this.neighbours = NeighbourList.within(structure, descriptor.radius());
        this.gradients = new FeatureGradients(descriptor, channels, EnumSet.of(Variable.POSITIONS, Variable.STRAIN));
        this.columns = gradients.size();
    }

    /**
     * The atoms on which an environment depends, ascending, and its first row: three rows for each atom, then nine for
     * the strain.
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Environment(int[] atoms, int firstRow) {
        int strainRow() {
            return firstRow + 3 * atoms.length;
        }
    }

    /**
     * The derivatives of consecutive environments, beginning with {@code from}.
     *
     * @param values rows of all environments, [row][columns]
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Block(int from, List<Environment> environments, int rows, double[] values) {}

    int columns() {
        return columns;
    }

    /** The number of bytes of scratch memory. */
    long bytes() {
        return gradients.bytes();
    }

    /**
     * The end (exclusive) of a block that begins at {@code from} and has at most a number of rows, or one environment.
     */
    int end(int from, int mostRows) {
        int rows = 0;
        int to = from;
        while (to < structure.size()) {
            rows += 3 * FeatureGradients.atoms(neighbours, to).length + 9;
            if (to > from && rows > mostRows) {
                break;
            }
            to++;
        }
        return to;
    }

    /**
     * Computes the environments from {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param normalised normalised features p̂, [environment][columns]; 0 if there is no density
     * @param norms norms |p| of {@link Covariance#norm}, [environment]
     */
    Block block(int from, int to, double[] normalised, double[] norms) {
        List<Environment> environments = new ArrayList<>();
        int rows = 0;
        for (int i = from; i < to; i++) {
            int[] atoms = FeatureGradients.atoms(neighbours, i);
            environments.add(new Environment(atoms, rows));
            rows += 3 * atoms.length + 9;
        }
        double[] values = new double[Math.multiplyExact(rows, columns)];
        double[] row = new double[columns];
        for (int i = from; i < to; i++) {
            gradients.environment(structure, neighbours, i);
            int at = environments.get(i - from).firstRow() * columns;
            int own = (i - from) * columns;
            for (int atom : environments.get(i - from).atoms()) {
                for (int axis = 0; axis < 3; axis++, at += columns) {
                    Arrays.fill(row, 0);
                    gradients.position(atom, axis, row);
                    put(row, normalised, own, norms[i - from], values, at);
                }
            }
            for (int k = 0; k < 9; k++, at += columns) {
                Arrays.fill(row, 0);
                gradients.strain(k / 3, k % 3, row);
                put(row, normalised, own, norms[i - from], values, at);
            }
        }
        return new Block(from, environments, rows, values);
    }

    private void put(double[] row, double[] normalised, int own, double norm, double[] out, int at) {
        double along = 0;
        for (int f = 0; f < columns; f++) {
            along += row[f] * normalised[own + f];
        }
        along *= Covariance.normSlope(norm);
        double inverse = 1 / norm;
        for (int f = 0; f < columns; f++) {
            out[at + f] = inverse * (row[f] - along * normalised[own + f]);
        }
    }
}
