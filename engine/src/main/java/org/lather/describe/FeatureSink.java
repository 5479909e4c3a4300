package org.lather.describe;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.lather.arrayfile.ElementType;
import org.lather.arrayfile.NpyWriter;
import org.lather.arrayfile.NpzWriter;
import org.lather.backend.Precision;
import org.lather.structure.Structure;

/** Takes rows of features as they are computed. */
abstract sealed class FeatureSink implements Closeable
        permits FeatureSink.Discarded, FeatureSink.Matrix, NpzFeatures, MetatensorFeatures, ArraySink {
    /** Creates the sink of a file. */
    static FeatureSink create(FeatureFormat format, Path file, FeatureTable table, FeatureRequest request)
            throws IOException {
        ElementType type = request.precision() == Precision.SINGLE ? ElementType.F32 : ElementType.F64;
        return switch (format) {
            case NPY -> new Matrix(NpyWriter.create(file, table.columns(), type));
            case NPZ -> NpzFeatures.create(NpzWriter.create(file, type), table, request.gradients());
            case MTS -> MetatensorFeatures.create(file, table, type);
        };
    }

    /** Appends the first rows of the array, row by row. */
    abstract void append(double[] rows, int count) throws IOException;

    /**
     * Labels the rows of a structure, which come afterwards: those of its chosen atoms in their order, or its own if
     * the table reduces.
     */
    abstract void label(int system, Structure structure, int[] atoms);

    /** Appends the rows of one gradient, [axis](component)[column] from {@code at} on, in the order of environments. */
    abstract void gradient(GradientLabel label, double[] rows, int at) throws IOException;

    /** Gives the file its name, with the resolved hyper-parameters in it. */
    abstract void commit(String hypers) throws IOException;

    /** Keeps nothing. */
    static final class Discarded extends FeatureSink {
        @Override
        void append(double[] rows, int count) {}

        @Override
        void label(int system, Structure structure, int[] atoms) {}

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
        void label(int system, Structure structure, int[] atoms) {}

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
