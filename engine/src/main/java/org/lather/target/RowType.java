package org.lather.target;

import java.util.Optional;
import org.lather.math.Irrep;

/** A type of rows of a regression, with its own noise, errors and scale of uncertainties. */
public sealed interface RowType permits RowType.Value, RowType.Gradient, RowType.Component {
    /** The name of this row type of a target, as in reports and files. */
    String name(String target);

    /** The derivative of a target to which the rows belong; empty for rows of values. */
    default Optional<Derivative> derivative(Target target) {
        return Optional.empty();
    }

    /** The values of a scalar target. */
    record Value() implements RowType {
        @Override
        public String name(String target) {
            return target;
        }
    }

    /** A derivative of a scalar target: {@code energy_forces}. */
    record Gradient(Derivative.Kind kind) implements RowType {
        @Override
        public Optional<Derivative> derivative(Target target) {
            return target.derivative(kind);
        }

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
