package org.lather.describe;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.NpzWriter;
import org.lather.arrayfile.RowWriter;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.structure.Structure;

/** Features as numpy arrays with the labels of rows and columns. */
final class NpzFeatures extends FeatureSink {
    private final NpzWriter out;
    private final RowWriter values;
    /** The array that must be complete before the next one is written. */
    private final Closeable direct;

    private final @Nullable NpzGradients gradients;
    private final FeatureTable table;
    private final RowLabels labels;

    private NpzFeatures(NpzWriter out, FeatureTable table, Set<Variable> variables) throws IOException {
        this.out = out;
        this.table = table;
        this.labels = new RowLabels(table.components());
        if (variables.isEmpty()) {
            NpzWriter.Rows rows = out.rows("values", table.columns());
            values = rows;
            direct = rows;
            gradients = null;
        } else {
            gradients = new NpzGradients(out, table, variables);
            direct = gradients;
            values = out.waitingRows("values", table.columns());
        }
    }

    /** @param out is closed with the features, or if they cannot be created */
    static NpzFeatures create(NpzWriter out, FeatureTable table, Set<Variable> variables) throws IOException {
        boolean created = false;
        try {
            NpzFeatures features = new NpzFeatures(out, table, variables);
            created = true;
            return features;
        } finally {
            if (!created) {
                out.close();
            }
        }
    }

    @Override
    void gradient(GradientLabel label, double[] rows, int at) throws IOException {
        if (gradients != null) {
            gradients.append(label, rows, at);
        }
    }

    @Override
    void append(double[] rows, int more) throws IOException {
        values.append(rows, 0, more);
    }

    @Override
    void label(int number, Structure structure, int[] atoms) {
        if (table.rows().reduces()) {
            labels.add(number);
        } else {
            labels.add(number, structure, atoms);
        }
    }

    @Override
    void commit(String hypers) throws IOException {
        direct.close();
        out.put("system", labels.system());
        if (!table.rows().reduces()) {
            out.put("atom", labels.atom());
            out.put("center_type", labels.centerType());
        }
        if (table.components() > 1) {
            out.put("o3_mu", labels.mu());
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
