package org.lather.describe;

import java.util.Map;
import java.util.Set;
import org.lather.descriptor.FeatureGradients.Variable;

/**
 * Features of the atoms of structures with their labels. Each chosen atom has one row, in the order of structures and
 * atoms, or each structure has one if the request reduces; for tensors it has 2 λ + 1 consecutive rows. Columns are in
 * featomic's order. Arrays are not copied.
 */
public final class FeatureArrays {
    private final FeatureTable table;
    private final double[] values;
    private final RowLabels rows;
    private final Map<Variable, GradientArray> gradients;

    FeatureArrays(FeatureTable table, double[] values, RowLabels rows, Map<Variable, GradientArray> gradients) {
        this.table = table;
        this.values = values;
        this.rows = rows;
        this.gradients = gradients;
    }

    /** Returns the number of rows. */
    public int rows() {
        return values.length / table.columns();
    }

    /** Returns the number of columns. */
    public int columns() {
        return table.columns();
    }

    /** Returns the features [row][column], flattened, raw as the descriptor has them, not normalised. */
    public double[] values() {
        return values;
    }

    /** Returns the number of the structure of each row, from 0. */
    public int[] system() {
        return rows.system();
    }

    /** Returns the atom of each row, from 0 within its structure; −1 for a row of a structure. */
    public int[] atom() {
        return rows.atom();
    }

    /** Returns the atomic number of the atom of each row; 0 for a row of a structure. */
    public int[] centerType() {
        return rows.centerType();
    }

    /** Returns the component μ of each row, −λ … λ; 0 for scalars. */
    public int[] mu() {
        return rows.mu();
    }

    /**
     * Returns the labels of the columns by name, like {@code neighbor_1_type}, {@code l} and {@code n_1}: a value for
     * each column; −1 where a representation among several does not have the label.
     */
    public Map<String, int[]> labels() {
        return table.labels();
    }

    /** Returns the variables of the derivatives. */
    public Set<Variable> variables() {
        return gradients.keySet();
    }

    /**
     * Returns the derivatives of the features with respect to a variable.
     *
     * @throws IllegalArgumentException where they were not requested
     */
    public GradientArray gradients(Variable variable) {
        GradientArray g = gradients.get(variable);
        if (g == null) {
            throw new IllegalArgumentException("expected one of " + gradients.keySet() + ", got " + variable);
        }
        return g;
    }

    /** Returns the shape and the gradients, for logs and debuggers. */
    @Override
    public String toString() {
        return "features, " + rows() + " x " + columns()
                + (variables().isEmpty() ? "" : ", with gradients with respect to " + variables());
    }
}
