package org.lather.target;

import org.lather.math.Irrep;

/** A type of rows of a regression, which has a noise, errors and a scale of uncertainties of its own. */
public sealed interface RowType permits RowType.Value, RowType.Gradient, RowType.Component {
    /** The name of this type of rows of a target, as in reports and files. */
    String name(String target);

    /** The values of a number. */
    record Value() implements RowType {
        @Override
        public String name(String target) {
            return target;
        }
    }

    /** A derivative of a number: {@code energy_forces}. */
    record Gradient(Derivative.Kind kind) implements RowType {
        @Override
        public String name(String target) {
            return kind.name(target);
        }
    }

    /**
     * An irreducible block of a tensor: {@code alpha_lambda_2}, the second of the same order {@code alpha_lambda_2_2}.
     *
     * @param index number of the block among those of the same λ, from 0
     */
    record Component(Irrep irrep, int index) implements RowType {
        @Override
        public String name(String target) {
            return target + "_lambda_" + irrep.lambda() + (index == 0 ? "" : "_" + (index + 1));
        }
    }
}
