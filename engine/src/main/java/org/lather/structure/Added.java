package org.lather.structure;

import java.util.Optional;
import java.util.StringJoiner;

/** Values and columns that a program adds to those of a file. */
final class Added {
    private Added() {}

    record Text(String text) implements AnnotationSource.Value {
        @Override
        public Optional<double[]> numbers() {
            return Optional.empty();
        }
    }

    static final class Numbers implements AnnotationSource.Value {
        private final double[] values;

        /** @param values not copied */
        Numbers(double[] values) {
            this.values = values;
        }

        @Override
        public String text() {
            StringJoiner s = new StringJoiner(" ");
            for (double x : values) {
                s.add(Double.toString(x));
            }
            return s.toString();
        }

        @Override
        public Optional<double[]> numbers() {
            return Optional.of(values.clone());
        }
    }

    static final class Column implements AnnotationSource.Column {
        private final int width;
        private final double[] values;
        private final boolean logical;

        /**
         * @param width number of values for each atom
         * @param values [atom][width] flattened, not copied
         * @param logical whether values are truth values, 1 and 0
         */
        Column(int width, double[] values, boolean logical) {
            this.width = width;
            this.values = values;
            this.logical = logical;
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public boolean isLogical() {
            return logical;
        }

        /** The number of values. */
        int length() {
            return values.length;
        }

        /** The number of atoms. */
        int rows() {
            return values.length / width;
        }

        @Override
        public double[] numbers() {
            return values.clone();
        }
    }
}
