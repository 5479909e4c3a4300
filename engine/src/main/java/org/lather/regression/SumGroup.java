package org.lather.regression;

import org.lather.target.Target;

/** Targets that share their rows, and so one normal matrix. */
public sealed interface SumGroup permits RowGroup, TensorGroup {
    Target.Quantity quantity();

    /** The number of right sides. */
    int targets();

    /** The number of kinds of rows: values, and each derivative that is learnt beside them. */
    int kinds();

    /** The name of a kind of rows: 0 the first target, then its derivatives. */
    String name(int kind);

    /**
     * The weight of the rows of a structure or atom: 0 where the target is missing; else 1 over the number of atoms for
     * totals, whose noise variance grows with it, and 1 otherwise; over the square of the factor of the noise.
     *
     * @param row counts structures or atoms
     * @param structure the one that it belongs to
     */
    double weight(int row, int structure, int atoms);

    /**
     * The right sides of one component of a structure or atom, zeros where missing.
     *
     * @param component 0 for numbers, m + λ for tensors of order λ
     */
    void values(int row, int component, double[] out, int offset);
}
