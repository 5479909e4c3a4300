package org.lather.describe;

import java.io.Closeable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.NpzWriter;
import org.lather.arrayfile.RowWriter;
import org.lather.descriptor.FeatureGradients.Variable;

/**
 * Gradients in a .npz file: {@code positions_gradient} [line][xyz]([o3_mu])[feature] with
 * {@code positions_gradient_sample}, {@code _system} and {@code _atom} [line], {@code strain_gradient} and
 * {@code cell_gradient} [environment][a][b]([o3_mu])[feature]. The largest goes straight into the file, the others
 * wait.
 */
final class NpzGradients implements Closeable {
    private final Map<Variable, RowWriter> arrays = new EnumMap<>(Variable.class);
    private final NpzWriter.Rows direct;
    private NpzWriter.@Nullable Integers sample;
    private NpzWriter.@Nullable Integers system;
    private NpzWriter.@Nullable Integers atom;

    /** @param variables at least one; the first of them has most rows */
    NpzGradients(NpzWriter out, FeatureTable table, Set<Variable> variables) throws IOException {
        Variable first = variables.iterator().next();
        direct = out.rows(name(first), shape(first, table));
        for (Variable v : variables) {
            arrays.put(v, v == first ? direct : out.waitingRows(name(v), shape(v, table)));
        }
        if (variables.contains(Variable.POSITIONS)) {
            sample = out.waitingIntegers("positions_gradient_sample");
            system = out.waitingIntegers("positions_gradient_system");
            atom = out.waitingIntegers("positions_gradient_atom");
        }
    }

    private static String name(Variable v) {
        return v.name().toLowerCase(Locale.ROOT) + "_gradient";
    }

    private static long[] shape(Variable v, FeatureTable table) {
        long[] axes = v == Variable.POSITIONS ? new long[] {3} : new long[] {3, 3};
        int components = table.components();
        long[] out = new long[axes.length + (components > 1 ? 2 : 1)];
        System.arraycopy(axes, 0, out, 0, axes.length);
        if (components > 1) {
            out[axes.length] = components;
        }
        out[out.length - 1] = table.columns();
        return out;
    }

    void append(GradientLabel label, double[] rows, int at) throws IOException {
        RowWriter array = arrays.get(label.variable());
        if (array == null) {
            throw new IllegalArgumentException("expected one of " + arrays.keySet() + ", got " + label.variable());
        }
        array.append(rows, at, 1);
        if (label.variable() == Variable.POSITIONS && sample != null && system != null && atom != null) {
            sample.append(Math.toIntExact(label.environment()));
            system.append(label.system());
            atom.append(label.atom());
        }
    }

    /** The array that goes straight into the file is whole. */
    @Override
    public void close() throws IOException {
        direct.close();
    }
}
