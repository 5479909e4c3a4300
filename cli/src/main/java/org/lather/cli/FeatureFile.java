package org.lather.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.NpyWriter;
import org.lather.arrayfile.NpzWriter;
import org.lather.arrayfile.RowWriter;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.options.OptionsException;
import org.lather.structure.Structure;

/** Where rows of features go, as they are computed. */
abstract sealed class FeatureFile implements Closeable
        permits FeatureFile.Nowhere, FeatureFile.Matrix, FeatureFile.Labelled, MetatensorFile {
    /** What is written. */
    enum Kind {
        NONE,
        NPY,
        NPZ,
        MTS;

        static Kind of(@Nullable Path file) {
            String name = file == null ? "" : String.valueOf(file.getFileName());
            if (name.isEmpty()) {
                return NONE;
            }
            if (name.endsWith(".mts")) {
                return MTS;
            }
            if (!name.endsWith(".npz") && !name.endsWith(".npy")) {
                throw new OptionsException("-o: expected a file name that ends in .npz, .npy or .mts, got " + file);
            }
            return name.endsWith(".npz") ? NPZ : NPY;
        }
    }

    /** @param variables what features are derived with respect to as well */
    static FeatureFile create(Kind kind, @Nullable Path file, FeatureTable table, Set<Variable> variables)
            throws IOException {
        if (file == null || kind == Kind.NONE) {
            return new Nowhere();
        }
        if (kind == Kind.MTS) {
            return MetatensorFile.create(file, table);
        }
        return kind == Kind.NPY
                ? new Matrix(NpyWriter.create(file, table.columns()))
                : labelled(NpzWriter.create(file), table, variables);
    }

    private static FeatureFile labelled(NpzWriter out, FeatureTable table, Set<Variable> variables) throws IOException {
        boolean good = false;
        try {
            FeatureFile file = new Labelled(out, table, variables);
            good = true;
            return file;
        } finally {
            if (!good) {
                out.close();
            }
        }
    }

    /** The first rows of the array, row by row. */
    abstract void append(double[] rows, int count) throws IOException;

    /** The atoms of a structure, in the order of their rows, which come afterwards. */
    abstract void label(int system, Structure structure);

    /** The rows of one gradient, [axis](component)[column] from {@code at} on, in the order of environments. */
    void gradient(Moved moved, double[] rows, int at) throws IOException {
        throw new IllegalStateException("expected a file that takes gradients");
    }

    /** Gives the file its name, with the resolved hyper-parameters in it. */
    abstract void commit(String hypers) throws IOException;

    static final class Nowhere extends FeatureFile {
        @Override
        void append(double[] rows, int count) {}

        @Override
        void label(int system, Structure structure) {}

        @Override
        void gradient(Moved moved, double[] rows, int at) {}

        @Override
        void commit(String hypers) {}

        @Override
        public void close() {}
    }

    static final class Matrix extends FeatureFile {
        private final NpyWriter out;

        Matrix(NpyWriter out) {
            this.out = out;
        }

        @Override
        void append(double[] rows, int count) throws IOException {
            out.append(rows, 0, count);
        }

        @Override
        void label(int system, Structure structure) {}

        @Override
        void commit(String hypers) throws IOException {
            out.commit();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    static final class Labelled extends FeatureFile {
        private final NpzWriter out;
        private final RowWriter values;
        /** What must be whole before the next array is written. */
        private final Closeable direct;

        private final @Nullable LabelledGradients gradients;
        private final FeatureTable table;
        private int[] system = new int[1024];
        private int[] atom = new int[1024];
        private int[] center = new int[1024];
        private int[] mu = new int[1024];
        private int count;

        Labelled(NpzWriter out, FeatureTable table, Set<Variable> variables) throws IOException {
            this.out = out;
            this.table = table;
            if (variables.isEmpty()) {
                NpzWriter.Rows rows = out.rows("values", table.columns());
                values = rows;
                direct = rows;
                gradients = null;
            } else {
                gradients = new LabelledGradients(out, table, variables);
                direct = gradients;
                values = out.waitingRows("values", table.columns());
            }
        }

        @Override
        void gradient(Moved moved, double[] rows, int at) throws IOException {
            if (gradients != null) {
                gradients.append(moved, rows, at);
            }
        }

        @Override
        void append(double[] rows, int more) throws IOException {
            values.append(rows, 0, more);
        }

        @Override
        void label(int number, Structure structure) {
            int lambda = (table.components() - 1) / 2;
            for (int i = 0; i < structure.size(); i++) {
                for (int m = -lambda; m <= lambda; m++) {
                    label(number, i, structure.atomicNumber(i), m);
                }
            }
        }

        private void label(int number, int index, int atomicNumber, int m) {
            if (count == system.length) {
                int larger = count + count / 2;
                system = Arrays.copyOf(system, larger);
                atom = Arrays.copyOf(atom, larger);
                center = Arrays.copyOf(center, larger);
                mu = Arrays.copyOf(mu, larger);
            }
            system[count] = number;
            atom[count] = index;
            center[count] = atomicNumber;
            mu[count] = m;
            count++;
        }

        @Override
        void commit(String hypers) throws IOException {
            direct.close();
            out.put("system", Arrays.copyOf(system, count));
            out.put("atom", Arrays.copyOf(atom, count));
            out.put("center_type", Arrays.copyOf(center, count));
            if (table.components() > 1) {
                out.put("o3_mu", Arrays.copyOf(mu, count));
            }
            for (Map.Entry<String, int[]> label : table.labels().entrySet()) {
                out.put(label.getKey(), label.getValue());
            }
            out.put("hypers", hypers);
            out.commit();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
