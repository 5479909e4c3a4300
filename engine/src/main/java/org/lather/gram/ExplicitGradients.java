package org.lather.gram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * Derivatives of normalised features p̂ = p/|p| of a few environments, in full: t = dp̂_i/dr_ka for every atom k on which environment i
 * depends, images of one atom added up, and dp̂_i/dε_ab of a strain r → r (1 + ε). At ζ = 1 the covariance with a unit vector e_f is the
 * component f of p̂, so a backend's rows of derivatives of covariances with unit vectors are these, on any backend.
 *
 * <p>An environment is computed as a cluster of its own, so that nothing is as large as the structure.
 */
final class ExplicitGradients {
    /** Unit vectors at a time; also the columns of a tile. */
    private static final int UNIT_VECTORS = 512;

    private static final Covariance LINEAR = new Covariance(1, Covariance.Centers.ANY);

    private final Backend backend;
    private final Gradients gradients;
    private final Channels channels;
    private final Descriptor descriptor;
    private final Structure structure;
    private final NeighbourList neighbours;
    private final int columns;

    ExplicitGradients(
            Backend backend, Gradients gradients, Channels channels, Descriptor descriptor, Structure structure) {
        this.backend = backend;
        this.gradients = gradients;
        this.channels = channels;
        this.descriptor = descriptor;
        this.structure = structure;
        this.neighbours =
                NeighbourList.of(structure, descriptor.expansion().cutoff().radius());
        this.columns = descriptor.columns(channels);
    }

    /**
     * The atoms on which an environment depends, itself first, and where its rows begin: three for each atom, then nine of the strain.
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Environment(int[] atoms, int firstRow) {
        int strainRow() {
            return firstRow + 3 * atoms.length;
        }
    }

    /**
     * The environments from {@code from} on.
     *
     * @param values the rows of all of them, [row][columns]
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Block(int from, List<Environment> environments, int rows, double[] values) {}

    int columns() {
        return columns;
    }

    /** One past the last environment of a block that begins at {@code from} and has at most some rows, or one environment. */
    int end(int from, int mostRows) {
        int rows = 0;
        int to = from;
        while (to < structure.size()) {
            rows += 3 * atoms(to).size() + 9;
            if (to > from && rows > mostRows) {
                break;
            }
            to++;
        }
        return to;
    }

    /** The atoms on which an environment depends, each with its place among them. */
    private Map<Integer, Integer> atoms(int environment) {
        Map<Integer, Integer> places = new LinkedHashMap<>();
        places.put(environment, 0);
        for (int p = neighbours.start(environment); p < neighbours.end(environment); p++) {
            places.putIfAbsent(neighbours.neighbours()[p], places.size());
        }
        return places;
    }

    Block block(int from, int to) {
        List<Environment> environments = new ArrayList<>();
        int rows = 0;
        for (int i = from; i < to; i++) {
            int[] atoms = atoms(i).keySet().stream().mapToInt(k -> k).toArray();
            environments.add(new Environment(atoms, rows));
            rows += 3 * atoms.length + 9;
        }
        double[] values = new double[Math.multiplyExact(rows, columns)];
        for (int first = 0; first < columns; first += UNIT_VECTORS) {
            int count = Math.min(UNIT_VECTORS, columns - first);
            try (Features units = backend.load(units(first, count))) {
                for (int i = from; i < to; i++) {
                    add(i, environments.get(i - from).firstRow(), units, first, values);
                }
            }
        }
        return new Block(from, environments, rows, values);
    }

    private FeatureBlock units(int first, int count) {
        double[] v = new double[Math.multiplyExact(count, columns)];
        for (int j = 0; j < count; j++) {
            v[j * columns + first + j] = 1;
        }
        int[] centers = new int[count];
        Arrays.fill(centers, structure.atomicNumber(0));
        return new FeatureBlock(v, columns, centers);
    }

    private void add(int environment, int firstRow, Features units, int first, double[] values) {
        Map<Integer, Integer> places = atoms(environment);
        Structure cluster = cluster(environment);
        int count = units.rows();
        try (Batch batch = backend.upload(List.of(cluster), channels);
                Tile positions = backend.tile(3 * cluster.size(), count);
                Tile strain = backend.tile(9, count)) {
            gradients.rows(batch, 0, 1, descriptor, units, LINEAR, 1, new double[] {1}, positions, strain);
            double[] moved = positions.download();
            for (int a = 0; a < cluster.size(); a++) {
                int atom = a == 0 ? environment : neighbours.neighbours()[neighbours.start(environment) + a - 1];
                int row = firstRow + 3 * places.getOrDefault(atom, 0);
                for (int axis = 0; axis < 3; axis++) {
                    addRow(moved, (3 * a + axis) * count, values, (row + axis) * columns + first, count);
                }
            }
            double[] strained = strain.download();
            for (int k = 0; k < 9; k++) {
                int row = firstRow + 3 * places.size() + k;
                addRow(strained, k * count, values, row * columns + first, count);
            }
        }
    }

    private static void addRow(double[] from, int at, double[] to, int toAt, int count) {
        for (int j = 0; j < count; j++) {
            to[toAt + j] += from[at + j];
        }
    }

    /** The atom at the origin, then its neighbours, images as atoms of their own. */
    private Structure cluster(int environment) {
        int start = neighbours.start(environment);
        int n = neighbours.end(environment) - start + 1;
        int[] z = new int[n];
        double[] x = new double[3 * n];
        z[0] = structure.atomicNumber(environment);
        for (int a = 1; a < n; a++) {
            int p = start + a - 1;
            z[a] = structure.atomicNumber(neighbours.neighbours()[p]);
            x[3 * a] = neighbours.x()[p];
            x[3 * a + 1] = neighbours.y()[p];
            x[3 * a + 2] = neighbours.z()[p];
        }
        return Structure.of(z, x, Cell.NONE);
    }
}
