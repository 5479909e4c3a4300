package org.lather.backend;

import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;

/** Checks of the arguments of {@link Gradients}, which every backend makes before it computes. */
public final class GradientShapes {
    private GradientShapes() {}

    /**
     * Checks the arguments of the feature gradients of sums of covariances.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void check(Features x, Features z, double[] weights, double[] values) {
        if (x.columns() != z.columns() || weights.length != z.rows() || values.length < x.rows()) {
            throw new IllegalArgumentException("feature gradient: expected " + x.columns() + " features, " + z.rows()
                    + " weights and " + x.rows() + " values, got " + z.columns() + ", " + weights.length + " and "
                    + values.length);
        }
    }

    /**
     * Checks the arguments of the values and feature gradients of a form.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void check(Features x, Form form, double[] values) {
        if (x.columns() != form.columns() || values.length < x.rows()) {
            throw new IllegalArgumentException("form: expected " + x.columns() + " features and " + x.rows()
                    + " values, got " + form.columns() + " and " + values.length);
        }
    }

    /**
     * Checks the arguments of sums of covariances.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void check(Features x, Features z, CovarianceSums sums, double[][] values) {
        double[][] weights = sums.weights();
        if (values.length != weights.length) {
            throw new IllegalArgumentException("sums of covariances: expected values of " + weights.length
                    + " targets, got those of " + values.length);
        }
        for (int t = 0; t < weights.length; t++) {
            check(x, z, weights[t], values[t]);
        }
    }

    /**
     * Checks the arguments of {@link Gradients#pullBack}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void check(
            WeightedRange weighted, int columns, Features gradient, double[] positions, double[] strain) {
        Range range = weighted.range();
        if (gradient.rows() != range.size() || gradient.columns() != columns) {
            throw new IllegalArgumentException("pull back: expected " + range.size() + " gradients of " + columns
                    + " features, got " + gradient.rows() + " of " + gradient.columns());
        }
        Batch batch = range.batch();
        if (positions.length < 3L * batch.environments() || strain.length < 9L * batch.structures()) {
            throw new IllegalArgumentException("pull back: expected room for " + 3L * batch.environments() + " and "
                    + 9L * batch.structures() + " values, got " + positions.length + " and " + strain.length);
        }
    }

    /**
     * Checks the arguments of {@link Gradients#rows}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public static void check(WeightedRange weighted, int columns, Features z, DerivativeTiles out) {
        if (z.columns() != columns) {
            throw new IllegalArgumentException(
                    "gradient rows: expected representatives of " + columns + " features, got " + z.columns());
        }
        Batch batch = weighted.range().batch();
        Tile positions = out.positions();
        Tile strain = out.strain();
        if (positions.rows() < 3L * batch.environments()
                || strain.rows() < 9L * batch.structures()
                || positions.columns() < z.rows()
                || strain.columns() < z.rows()) {
            throw new IllegalArgumentException("gradient rows: expected tiles of at least " + 3L * batch.environments()
                    + " and " + 9L * batch.structures() + " rows of " + z.rows() + " columns, got " + positions.rows()
                    + " x " + positions.columns() + " and " + strain.rows() + " x " + strain.columns());
        }
    }

    /**
     * The number of features of a descriptor that has gradients.
     *
     * @throws IllegalArgumentException if the descriptor has no gradients
     */
    public static int columns(Descriptor descriptor, Channels channels) {
        if (!descriptor.pullsBack()) {
            throw withoutGradients(descriptor);
        }
        return descriptor.columns(channels);
    }

    /**
     * Expects columns for derivatives of single covariances, which are not implemented for combinations of columns.
     *
     * @throws IllegalArgumentException for combinations
     */
    public static void expectColumns(Descriptor descriptor) {
        if (descriptor.combinations().isPresent()) {
            throw new IllegalArgumentException("expected columns of a layout, got combinations of them");
        }
    }

    /** The error for a descriptor whose gradients are not pulled back. */
    public static IllegalArgumentException withoutGradients(Descriptor descriptor) {
        return new IllegalArgumentException("expected features whose gradients are pulled back to positions, got "
                + descriptor.getClass().getSimpleName());
    }
}
