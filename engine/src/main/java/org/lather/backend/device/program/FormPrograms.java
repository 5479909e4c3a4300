package org.lather.backend.device.program;

import java.util.Map;

/** Values and gradients of linear and quadratic forms, {@code forms.dev}. */
public final class FormPrograms {
    private static final String PROGRAM = "forms";
    private static final int GROUP = 64;
    private static final Map<String, Integer> CONSTANTS = Map.of("GROUP", GROUP);

    private FormPrograms() {}

    /**
     * Rows of one form.
     *
     * @param linear whether the form is linear
     * @param sign factor of y
     * @param y the product of each row with the matrix of a quadratic form, or the vector of a linear form
     * @param columns number of features
     */
    public record Rows(boolean linear, double sign, Doubles y, Reals x, int columns, MatrixPrograms.Places places) {
        void put(Parameters to) {
            to.put(linear);
            to.put(sign);
            to.put(y);
            to.put(x);
            to.put(columns);
            places.put(to);
        }
    }

    /** Values of rows. */
    public record Values(Rows rows, Doubles value) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "formValues", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.SizedGroups(rows.places().count(), GROUP);
        }

        @Override
        public void put(Parameters to) {
            rows.put(to);
            to.put(value);
        }
    }

    /** Gradients of rows whose values are known. */
    public record Slopes(Rows rows, Doubles value, Doubles v) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "formSlopes", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(rows.places().count(), rows.columns());
        }

        @Override
        public void put(Parameters to) {
            rows.put(to);
            to.put(value);
            to.put(v);
        }
    }
}
