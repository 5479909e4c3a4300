package org.lather.describe;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.structure.Structure;

/** Keeps features and their gradients in memory. */
final class ArraySink extends FeatureSink {
    private final FeatureTable table;
    private final long budget;
    private final RowLabels labels;
    private final double[] values;
    private final Map<Variable, Lines> gradients = new EnumMap<>(Variable.class);
    private int filled;

    /** Lines of gradients, which grow. */
    private final class Lines {
        private final int width;
        private double[] values = new double[0];
        private int[] sample = new int[16];
        private int[] system = new int[16];
        private int[] atom = new int[16];
        private int count;

        Lines(int width) {
            this.width = width;
        }

        void add(GradientLabel label, double[] rows, int at) {
            if (count == sample.length) {
                int larger = count + count / 2;
                sample = Arrays.copyOf(sample, larger);
                system = Arrays.copyOf(system, larger);
                atom = Arrays.copyOf(atom, larger);
            }
            if ((long) (count + 1) * width > values.length) {
                long larger = Math.max((count + 1L) * width, values.length + values.length / 2L);
                expectRoom(larger + heldValues());
                values = Arrays.copyOf(values, Math.toIntExact(larger));
            }
            System.arraycopy(rows, at, values, count * width, width);
            sample[count] = Math.toIntExact(label.environment());
            system[count] = label.system();
            atom[count++] = label.atom();
        }

        GradientArray array() {
            return new GradientArray(
                    Arrays.copyOf(values, count * width),
                    Arrays.copyOf(sample, count),
                    Arrays.copyOf(system, count),
                    Arrays.copyOf(atom, count));
        }
    }

    /**
     * Allocates the values.
     *
     * @param count atoms or structures that have rows
     * @param budget bytes that the arrays may take
     * @throws MemoryBudgetException where the values would not fit
     */
    ArraySink(FeatureTable table, Set<Variable> variables, long count, long budget) {
        this.table = table;
        this.budget = budget;
        this.labels = new RowLabels(table.components());
        int row = table.components() * table.columns();
        expectRoom(count * row);
        values = new double[Math.toIntExact(count * row)];
        for (Variable v : variables) {
            gradients.put(v, new Lines(v.rows() * row));
        }
    }

    private long heldValues() {
        return values.length
                + gradients.values().stream().mapToLong(l -> l.values.length).sum();
    }

    private void expectRoom(long numbers) {
        if (8 * numbers > budget || numbers > Integer.MAX_VALUE - 8) {
            throw new MemoryBudgetException(
                    Phrase.of("memory: features and gradients in memory need " + MemoryPlan.text(8 * numbers) + ", "
                            + MemoryPlan.text(budget) + " is allowed"),
                    8 * numbers,
                    List.of(Cure.use(Setting.memory(8 * numbers)), Cure.use("a file instead of arrays")));
        }
    }

    @Override
    void append(double[] rows, int count) {
        int n = count * table.columns();
        System.arraycopy(rows, 0, values, filled, n);
        filled += n;
    }

    @Override
    void label(int system, Structure structure, int[] atoms) {
        if (table.rows().reduces()) {
            labels.add(system);
        } else {
            labels.add(system, structure, atoms);
        }
    }

    @Override
    void gradient(GradientLabel label, double[] rows, int at) {
        Lines lines = gradients.get(label.variable());
        if (lines == null) {
            throw new IllegalArgumentException("expected one of " + gradients.keySet() + ", got " + label.variable());
        }
        lines.add(label, rows, at);
    }

    @Override
    void commit(String hypers) {}

    @Override
    public void close() {}

    FeatureArrays arrays() {
        Map<Variable, GradientArray> out = new EnumMap<>(Variable.class);
        gradients.forEach((v, lines) -> out.put(v, lines.array()));
        return new FeatureArrays(table, values, labels, out);
    }
}
