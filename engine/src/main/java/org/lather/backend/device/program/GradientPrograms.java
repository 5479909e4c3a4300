package org.lather.backend.device.program;

import java.util.Map;

/** Gradients of covariances, and sums of pairs over atoms and structures, {@code gradients.dev}. */
public final class GradientPrograms {
    private static final String PROGRAM = "gradients";
    private static final int GROUP = 64;
    private static final Map<String, Integer> CONSTANTS = Map.of("GROUP", GROUP);

    private GradientPrograms() {}

    /** Cosines of rows with representatives. */
    public record Cosines(int rows, int columns, Doubles cosine) {
        void put(Parameters to) {
            to.put(columns);
            to.put(cosine);
        }
    }

    /** The norms of the features of both sides. */
    public record Norms(Doubles xNorm, Doubles zNorm) {
        void put(Parameters to) {
            to.put(xNorm);
            to.put(zNorm);
        }
    }

    /**
     * Elements of either side.
     *
     * @param same whether only equal elements have a covariance
     */
    public record Centers(Ints xCenter, Ints zCenter, boolean same) {
        void put(Parameters to) {
            to.put(xCenter);
            to.put(zCenter);
            to.put(same);
        }
    }

    /** Weights of the representatives, times one for all. */
    public record Weights(double weight, Doubles w) {
        void put(Parameters to) {
            to.put(weight);
            to.put(w);
        }
    }

    /** The sums over each row. */
    public record RowSums(Doubles value, Doubles along) {
        void put(Parameters to) {
            to.put(value);
            to.put(along);
        }
    }

    /**
     * The extent of a product of matrices.
     *
     * @param others terms of the product, 0 where it is computed already
     */
    public record Extent(int rows, int columns, int others) {
        void put(Parameters to) {
            to.put(rows);
            to.put(columns);
            to.put(others);
        }
    }

    /** Products of derivatives with representatives. */
    public record Product(int count, int columns, double sign) {
        void put(Parameters to) {
            to.put(count);
            to.put(columns);
            to.put(sign);
        }
    }

    /**
     * The environment of each pair, its row, and its factor.
     *
     * @param along the products of the derivatives with the features themselves
     */
    public record PairOwners(Ints owner, Ints rows, Doubles factor, Doubles along) {
        void put(Parameters to) {
            to.put(owner);
            to.put(rows);
            to.put(factor);
            to.put(along);
        }
    }

    /** Cosines of rows with representatives in an order. */
    public record OrderedCosines(Doubles cosine, Norms norms, Ints zOrder, int zFrom, int stride) {
        void put(Parameters to) {
            to.put(cosine);
            norms.put(to);
            to.put(zOrder);
            to.put(zFrom);
            to.put(stride);
        }
    }

    /**
     * The array to which sums of pairs are added.
     *
     * @param order the column of {@code out} that column j goes to, at order[from + j]
     */
    public record Destination(Ints order, int from, int stride, Doubles out) {
        void put(Parameters to) {
            to.put(order);
            to.put(from);
            to.put(stride);
            to.put(out);
        }
    }

    /**
     * The gradients that each atom receives: of pairs, and, as −1 − e, of the environment e of which it is the centre.
     */
    public record AtomEntries(int targets, Ints target, Ints starts, Ints entry) {}

    /** The environments of structures. */
    public record StructureEntries(int targets, Ints target, Ints starts) {}

    /** Sums values of rows, and turns cosines into their gradients. */
    public record Slopes(Cosines cosines, Norms norms, Centers centers, Power power, Weights weights, RowSums sums)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "slopes", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.SizedGroups(cosines.rows(), GROUP);
        }

        @Override
        public void put(Parameters to) {
            cosines.put(to);
            norms.put(to);
            centers.put(to);
            power.put(to);
            weights.put(to);
            sums.put(to);
        }
    }

    /** Gradients with respect to features, v = a z − along x. */
    public record FeatureSlopes(Extent extent, Doubles a, Reals z, Reals x, Doubles along, Doubles v)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "featureSlopes", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements((extent.rows() + 3) / 4, extent.columns());
        }

        @Override
        public void put(Parameters to) {
            extent.put(to);
            to.put(a);
            to.put(z);
            to.put(x);
            to.put(along);
            to.put(v);
        }
    }

    /** Turns products into derivatives of covariances. */
    public record RowSlopes(
            Product extent, PairOwners owners, OrderedCosines cosines, Power power, double weight, Doubles product)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "rowSlopes", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(extent.count(), extent.columns());
        }

        @Override
        public void put(Parameters to) {
            extent.put(to);
            owners.put(to);
            cosines.put(to);
            power.put(to);
            to.put(weight);
            to.put(product);
        }
    }

    /** Sums over the pairs of each environment: nine components of the strain, then three of the centre. */
    public record EnvironmentSums(Pairs pairs, int columns, Doubles pull, Doubles out) implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "environmentSums", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Items(12L * pairs.environments() * columns);
        }

        @Override
        public void put(Parameters to) {
            to.put(pairs.environments());
            to.put(columns);
            pairs.putVectors(to);
            to.put(pull);
            to.put(out);
        }
    }

    /** Adds the gradients that each atom receives, in the order of its entries. */
    public record Atoms(AtomEntries entries, int columns, Doubles pull, Doubles sums, Destination destination)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "atoms", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Items(3L * entries.targets() * columns);
        }

        @Override
        public void put(Parameters to) {
            to.put(entries.targets());
            to.put(columns);
            to.put(entries.target());
            to.put(entries.starts());
            to.put(entries.entry());
            to.put(pull);
            to.put(sums);
            destination.put(to);
        }
    }

    /** Adds the strain of each structure, in the order of its environments. */
    public record Strains(StructureEntries entries, int columns, Doubles sums, Destination destination)
            implements Kernel {
        @Override
        public Function function() {
            return new Function(PROGRAM, "strains", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return CONSTANTS;
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Items(9L * entries.targets() * columns);
        }

        @Override
        public void put(Parameters to) {
            to.put(entries.targets());
            to.put(columns);
            to.put(entries.target());
            to.put(entries.starts());
            to.put(sums);
            destination.put(to);
        }
    }
}
