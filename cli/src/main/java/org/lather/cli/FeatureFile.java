package org.lather.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.NpyWriter;
import org.lather.arrayfile.NpzWriter;
import org.lather.descriptor.OptionsException;
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

    static FeatureFile create(Kind kind, @Nullable Path file, FeatureTable table) throws IOException {
        if (file == null || kind == Kind.NONE) {
            return new Nowhere();
        }
        if (kind == Kind.MTS) {
            return MetatensorFile.create(file, table);
        }
        return kind == Kind.NPY
                ? new Matrix(NpyWriter.create(file, table.columns()))
                : new Labelled(NpzWriter.create(file), table);
    }

    /** The first rows of the array, row by row. */
    abstract void append(double[] rows, int count) throws IOException;

    /** The atoms of a structure, in the order of their rows, which come afterwards. */
    abstract void label(int system, Structure structure);

    /** Gives the file its name, with the resolved hyper-parameters in it. */
    abstract void commit(String hypers) throws IOException;

    static final class Nowhere extends FeatureFile {
        @Override
        void append(double[] rows, int count) {}

        @Override
        void label(int system, Structure structure) {}

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
        private final NpzWriter.Rows values;
        private final FeatureTable table;
        private int[] system = new int[1024];
        private int[] atom = new int[1024];
        private int[] center = new int[1024];
        private int[] mu = new int[1024];
        private int count;

        Labelled(NpzWriter out, FeatureTable table) throws IOException {
            this.out = out;
            this.table = table;
            this.values = out.rows("values", table.columns());
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
            values.close();
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
