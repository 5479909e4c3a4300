package org.lather.electrons;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lather.arrayfile.NpyArray;
import org.lather.arrayfile.NpzReader;
import org.lather.structure.DataException;

/**
 * Coefficients of a metatensor file ({@code .mts}), as {@link CoefficientWriter} and others write them: blocks by the
 * order λ and the element, samples by frame and atom, components μ, properties n.
 */
final class MetatensorCoefficients {
    private final Path file;
    private final AuxiliaryBasis basis;
    /** [frame]: atoms with their elements and their coefficients. */
    private final Map<Integer, TreeMap<Integer, Atom>> frames = new TreeMap<>();

    /** The coefficients of an atom. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Atom(int atomicNumber, double[] values) {}

    private MetatensorCoefficients(Path file, AuxiliaryBasis basis) {
        this.file = file;
        this.basis = basis;
    }

    /**
     * Reads a file. Frames have no gaps in their numbers: they are those of the structure file.
     *
     * @throws DataException if keys, samples or components are others
     */
    static CoefficientTable read(Path file, AuxiliaryBasis basis) {
        MetatensorCoefficients all = new MetatensorCoefficients(file, basis);
        try (NpzReader in = NpzReader.open(file)) {
            NpyArray keys = in.array("keys");
            int lambda = all.field(keys, "keys", "o3_lambda");
            int type = all.field(keys, "keys", "center_type");
            int width = keys.fields().size();
            int[] labels = keys.ints();
            for (int b = 0; b < labels.length / width; b++) {
                all.add(in, "blocks/" + b + "/", labels[b * width + lambda], labels[b * width + type]);
            }
        }
        return all.table();
    }

    private int field(NpyArray labels, String what, String... names) {
        for (String name : names) {
            if (labels.fields().contains(name)) {
                return labels.fields().indexOf(name);
            }
        }
        throw new DataException(
                file + ": expected " + what + " with " + String.join(" or ", names) + ", found " + labels.fields());
    }

    private void add(NpzReader in, String block, int lambda, int z) {
        if (!basis.elements().containsKey(z) || lambda > basis.of(z).maxAngular() || lambda < 0) {
            throw new DataException(file + ": expected elements and orders of the basis, found the atomic number " + z
                    + " with o3_lambda " + lambda);
        }
        ElementBasis own = basis.of(z);
        int n = own.shells(lambda).size();
        int c = 2 * lambda + 1;
        NpyArray samples = in.array(block + "samples");
        int system = field(samples, "samples", "system", "structure");
        int atom = field(samples, "samples", "atom", "center");
        int width = samples.fields().size();
        int[] labels = samples.ints();
        NpyArray values = in.array(block + "values");
        long[] expected = {labels.length / width, c, n};
        int[] mu = in.array(block + "components/0").ints();
        for (int m = 0; m < mu.length; m++) {
            if (mu[m] != m - lambda) {
                throw new DataException(file + ": expected components from -" + lambda + " to " + lambda + ", found "
                        + Arrays.toString(mu));
            }
        }
        if (!Arrays.equals(values.shape(), expected)) {
            throw new DataException(file + ": expected values of the shape " + Arrays.toString(expected)
                    + " for o3_lambda " + lambda + " and center_type " + z + ", found "
                    + Arrays.toString(values.shape()));
        }
        double[] x = values.numbers();
        for (int s = 0; s < labels.length / width; s++) {
            Atom to = frames.computeIfAbsent(labels[s * width + system], key -> new TreeMap<>())
                    .computeIfAbsent(labels[s * width + atom], key -> empty(z, own.size()));
            for (int m = 0; m < c; m++) {
                for (int p = 0; p < n; p++) {
                    to.values()[own.offset(lambda) + p * c + m] = x[(s * c + m) * n + p];
                }
            }
        }
    }

    /** An atom whose values are missing until they are read. */
    private static Atom empty(int z, int size) {
        double[] values = new double[size];
        Arrays.fill(values, Double.NaN);
        return new Atom(z, values);
    }

    private CoefficientTable table() {
        List<double[]> parts = new ArrayList<>();
        long[] starts = new long[frames.size() + 1];
        int length = 0;
        int k = 0;
        for (Map.Entry<Integer, TreeMap<Integer, Atom>> f : frames.entrySet()) {
            if (f.getKey() != k) {
                throw new DataException(file + ": expected frames without gaps, found no frame " + k);
            }
            for (Atom a : f.getValue().values()) {
                parts.add(a.values());
                length = Math.addExact(length, a.values().length);
            }
            starts[++k] = length;
        }
        double[] values = new double[length];
        int at = 0;
        for (double[] p : parts) {
            System.arraycopy(p, 0, values, at, p.length);
            at += p.length;
        }
        return CoefficientTable.flat(file, values, starts, false);
    }
}
