package org.lather.describe;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.lather.arrayfile.NpyWriter;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.structure.Structure;

/** Takes rows of features as they are computed. */
abstract sealed class FeatureSink implements Closeable
        permits FeatureSink.Discarded, FeatureSink.Matrix, NpzFeatures, MetatensorFeatures, ArraySink {
    /** @param variables what features are derived with respect to as well */
    static FeatureSink create(FeatureFormat format, Path file, FeatureTable table, Set<Variable> variables)
            throws IOException {
        return switch (format) {
            case NPY -> new Matrix(NpyWriter.create(file, table.columns()));
            case NPZ -> NpzFeatures.create(file, table, variables);
            case MTS -> MetatensorFeatures.create(file, table);
        };
    }

    /** Appends the first rows of the array, row by row. */
    abstract void append(double[] rows, int count) throws IOException;

    /** Labels the atoms of a structure, in the order of their rows, which come afterwards. */
    abstract void label(int system, Structure structure);

    /** Appends the rows of one gradient, [axis](component)[column] from {@code at} on, in the order of environments. */
    abstract void gradient(GradientLabel label, double[] rows, int at) throws IOException;

    /** Gives the file its name, with the resolved hyper-parameters in it. */
    abstract void commit(String hypers) throws IOException;

    /** Keeps nothing. */
    static final class Discarded extends FeatureSink {
        @Override
        void append(double[] rows, int count) {}

        @Override
        void label(int system, Structure structure) {}

        @Override
        void gradient(GradientLabel label, double[] rows, int at) {}

        @Override
        void commit(String hypers) {}

        @Override
        public void close() {}
    }

    /** The values alone. */
    static final class Matrix extends FeatureSink {
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
        void gradient(GradientLabel label, double[] rows, int at) {
            throw new IllegalStateException("expected a format that takes gradients");
        }

        @Override
        void commit(String hypers) throws IOException {
            out.commit();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
