package org.lather.backend.device.program;

import java.util.Map;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.program.WorkItems.SizedGroups;

/** Products of matrices and covariances, {@code matrices.dev}. */
public final class MatrixPrograms {
    /** TILE of the program. */
    private static final int TILE = 64;

    /** SIDE² of the program. */
    private static final int GROUP = 256;

    private MatrixPrograms() {}

    /**
     * Rows of features with an order by element.
     *
     * @param norm one for each row
     * @param from the first place of the order
     */
    public record Rows(Reals values, Doubles norm, Ints order, int from, int count) {
        void put(Parameters to) {
            to.put(values);
            to.put(norm);
            to.put(order);
            to.put(from);
            to.put(count);
        }
    }

    /**
     * Places of rows whose products were computed.
     *
     * @param from the first place of the order
     * @param first the first of successive rows where it is not negative: then the order is not read
     */
    public record Places(Doubles norm, Ints order, int from, int first, int count) {
        void put(Parameters to) {
            to.put(norm);
            to.put(order);
            to.put(from);
            to.put(first);
            to.put(count);
        }
    }

    /** The sum to which a weighted covariance is added. */
    public record WeightedSum(double weight, Doubles out, int stride) {
        void put(Parameters to) {
            to.put(weight);
            to.put(out);
            to.put(stride);
        }
    }

    /** The norms of the scalars of one side of a matrix of tensors. */
    public record Scalars(Doubles norm, int count) {
        void put(Parameters to) {
            to.put(norm);
            to.put(count);
        }
    }

    /** Products of tensors and cosines of their scalars. */
    public record Factors(Doubles products, Doubles cosines) {
        void put(Parameters to) {
            to.put(products);
            to.put(cosines);
        }
    }

    /** The power of a cosine in a covariance of tensors, one less than ζ. See {@link Power}. */
    public record Exponent(int whole, int anyInteger, double exponent) {
        public static Exponent of(double exponent) {
            Power p = Power.of(exponent);
            return new Exponent(p.whole(), p.anyInteger(), p.zeta());
        }

        void put(Parameters to) {
            to.put(whole);
            to.put(anyInteger);
            to.put(exponent);
        }
    }

    /** Rows of a tile, by their index. */
    public record Selection(Doubles phi, Ints index) {
        void put(Parameters to) {
            to.put(phi);
            to.put(index);
        }
    }

    /** The tiles that cover a number of rows or columns. */
    public static int tiles(int count) {
        return (count + TILE - 1) / TILE;
    }

    /** Adds covariances of all pairs of rows. */
    public record Gram(Rows x, Rows z, int columns, Power power, WeightedSum sum) implements Kernel {
        @Override
        public Function function() {
            return new Function("matrices", "gram", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return Map.of();
        }

        @Override
        public WorkItems workItems() {
            return new SizedGroups(tiles(x.count()) * tiles(z.count()), GROUP);
        }

        @Override
        public void put(Parameters to) {
            x.put(to);
            z.put(to);
            to.put(columns);
            power.put(to);
            sum.put(to);
        }
    }

    /** Adds covariances of rows whose products are known. */
    public record Covariance(Doubles product, Places x, Places z, Power power, WeightedSum sum) implements Kernel {
        @Override
        public Function function() {
            return new Function("matrices", "covariance", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return Map.of();
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements(x.count(), z.count());
        }

        @Override
        public void put(Parameters to) {
            to.put(product);
            x.put(to);
            z.put(to);
            power.put(to);
            sum.put(to);
        }
    }

    /** C [m][n] −= A [m][k] B [n][k]ᵀ; A and C may be disjoint columns of one matrix. */
    public record Subtract(int m, int n, int k, DeviceMatrix a, DeviceMatrix b, DeviceMatrix c) implements Kernel {
        @Override
        public Function function() {
            return new Function("matrices", "subtract", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return Map.of();
        }

        @Override
        public WorkItems workItems() {
            return new SizedGroups(Math.multiplyExact(tiles(m), tiles(n)), GROUP);
        }

        @Override
        public void put(Parameters to) {
            to.put(m);
            to.put(n);
            to.put(k);
            to.put(a);
            to.put(b);
            to.put(c);
        }
    }

    /** Adds weighted products of selected rows to the lower triangle of A [size][size]. */
    public record Accumulate(int rows, int size, Selection selection, Doubles weight, Doubles a) implements Kernel {
        @Override
        public Function function() {
            return new Function("matrices", "accumulate", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return Map.of();
        }

        @Override
        public WorkItems workItems() {
            return new SizedGroups(tiles(size) * (tiles(size) + 1) / 2, GROUP);
        }

        @Override
        public void put(Parameters to) {
            to.put(rows);
            to.put(size);
            selection.put(to);
            to.put(weight);
            to.put(a);
        }
    }

    /**
     * Adds covariances of tensors.
     *
     * @param components 2 λ + 1
     */
    public record TensorCovariance(
            Factors factors, Scalars x, Scalars z, int components, Exponent power, WeightedSum sum) implements Kernel {
        @Override
        public Function function() {
            return new Function("matrices", "tensorCovariance", true);
        }

        @Override
        public Map<String, Integer> constants() {
            return Map.of();
        }

        @Override
        public WorkItems workItems() {
            return new WorkItems.Elements((long) x.count() * components, z.count() * components);
        }

        @Override
        public void put(Parameters to) {
            factors.put(to);
            x.put(to);
            z.put(to);
            to.put(components);
            power.put(to);
            sum.put(to);
        }
    }
}
