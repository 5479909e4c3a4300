package org.lather.density;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.lather.math.SymmetricEigen;
import org.lather.structure.CovalentRadii;
import org.lather.structure.Electronegativity;
import org.lather.structure.Element;

/**
 * The rule by which the elements of neighbours share the {@link Channels} of a density. With a channel for each of E
 * elements, a power spectrum has about (E n)² / 2 columns for each l and learns about every pair of elements apart;
 * with J mixed channels it has (J n)² / 2 and carries what it learns from one element to similar ones (Willatt, Musil,
 * Ceriotti 2018, doi:10.1039/C8CP05921G).
 */
public sealed interface Embedding {
    /** A channel for each element. */
    Embedding ELEMENTS = new Elements();

    /**
     * Returns the channels for the elements of a training set.
     *
     * @param atomicNumbers all elements, ascending
     * @throws IllegalArgumentException if the rule says nothing about one of them
     */
    Channels channels(int... atomicNumbers);

    /** This rule if a training has yet to learn the weights; empty otherwise. */
    Optional<Learnt> learnt();

    /** Calls the method of the alternative that this is. */
    <R> R match(Cases<R> cases);

    /** A method for each embedding. */
    interface Cases<R> {
        R elements(Elements embedding);

        R fromProperties(FromProperties embedding);

        R given(Given embedding);

        R learnt(Learnt embedding);
    }

    /** A channel for each element. */
    record Elements() implements Embedding {
        @Override
        public Channels channels(int... atomicNumbers) {
            return Channels.oneHot(atomicNumbers);
        }

        @Override
        public Optional<Learnt> learnt() {
            return Optional.empty();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.elements(this);
        }
    }

    /**
     * Mixed channels by the similarity of elements, κ_ab = exp(−(χ_a − χ_b)²/2s_χ² − (R_a − R_b)²/2s_R²) with
     * {@linkplain Electronegativity electronegativities} χ and {@linkplain CovalentRadii covalent radii} R. The weights
     * are u_aJ = √λ_J v_aJ with the J-th largest eigenvalue λ_J of κ and its vector, whose largest component is
     * positive, so that Σ_J u_aJ u_bJ approaches κ_ab.
     *
     * @param count number of channels, positive; as many as there are elements if there are fewer
     * @param electronegativityWidth s_χ, on Pauling's scale, dimensionless, positive
     * @param radiusWidth s_R, Å, positive
     */
    record FromProperties(int count, double electronegativityWidth, double radiusWidth) implements Embedding {
        /** @throws IllegalArgumentException if the number of channels or a width is not positive */
        public FromProperties {
            if (count < 1) {
                throw new IllegalArgumentException("expected a positive number of channels, got " + count);
            }
            if (!(electronegativityWidth > 0 && radiusWidth > 0)
                    || !Double.isFinite(electronegativityWidth + radiusWidth)) {
                throw new IllegalArgumentException("expected positive widths of the similarity of elements, got "
                        + electronegativityWidth + " and " + radiusWidth);
            }
        }

        @Override
        public Channels channels(int... atomicNumbers) {
            return channels(atomicNumbers, this::similarity);
        }

        private Channels channels(int[] atomicNumbers, PairFunction kappa) {
            int n = atomicNumbers.length;
            double[] similarity = new double[n * n];
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    similarity[a * n + b] = kappa.apply(atomicNumbers[a], atomicNumbers[b]);
                }
            }
            double[] vectors = new double[n * n];
            double[] values = SymmetricEigen.jacobi(similarity, n, vectors);
            int channels = Math.min(count, n);
            int[] order = IntStream.range(0, n)
                    .boxed()
                    .sorted(Comparator.comparingDouble(k -> -values[k]))
                    .mapToInt(k -> k)
                    .toArray();
            double[][] u = new double[n][channels];
            for (int j = 0; j < channels; j++) {
                int k = order[j];
                // eigenvalues of a semi-definite matrix may be negative by rounding
                double root = Math.sqrt(Math.max(0, values[k])) * signOfLargest(vectors, n, k);
                for (int a = 0; a < n; a++) {
                    u[a][j] = root * vectors[a * n + k];
                }
            }
            return Channels.mixed(atomicNumbers, u);
        }

        /** A number for two elements. */
        private interface PairFunction {
            double apply(int first, int second);
        }

        /** The similarity κ of two elements. */
        public double similarity(int first, int second) {
            return similarity(first, second, FromProperties::electronegativity);
        }

        private double similarity(int first, int second, IntToDoubleFunction chi) {
            double x = (chi.applyAsDouble(first) - chi.applyAsDouble(second)) / electronegativityWidth;
            double r = (radius(first) - radius(second)) / radiusWidth;
            return Math.exp(-(x * x + r * r) / 2);
        }

        private static double electronegativity(int atomicNumber) {
            return Electronegativity.of(atomicNumber)
                    .orElseThrow(() -> new IllegalArgumentException("expected elements with an electronegativity for"
                            + " channels from properties, got " + Element.symbol(atomicNumber)
                            + ". Give the channels' weights of every element"));
        }

        private static double radius(int atomicNumber) {
            double radius = CovalentRadii.of(atomicNumber);
            if (radius == 0) {
                throw new IllegalArgumentException("expected elements with a covalent radius for channels from"
                        + " properties, got " + Element.symbol(atomicNumber)
                        + ". Give the channels' weights of every element");
            }
            return radius;
        }

        private static double signOfLargest(double[] vectors, int n, int column) {
            double largest = 0;
            for (int a = 0; a < n; a++) {
                double x = vectors[a * n + column];
                // the margin makes the first of equal components decide, whatever the rounding
                largest = Math.abs(x) > Math.abs(largest) + 1e-9 ? x : largest;
            }
            return largest < 0 ? -1 : 1;
        }

        @Override
        public Optional<Learnt> learnt() {
            return Optional.empty();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.fromProperties(this);
        }
    }

    /**
     * Mixed channels with given weights.
     *
     * @param weights u_aJ by atomic number: as many finite numbers for each element, at least one
     */
    record Given(SortedMap<Integer, List<Double>> weights) implements Embedding {
        /** @throws IllegalArgumentException if there are no weights, or their numbers differ */
        public Given {
            SortedMap<Integer, List<Double>> copy = new TreeMap<>();
            weights.forEach((z, u) -> copy.put(z, List.copyOf(u)));
            weights = Collections.unmodifiableSortedMap(copy);
            if (weights.isEmpty()) {
                throw new IllegalArgumentException("expected channels' weights of one element or more, got none");
            }
            List<double[]> rows = new ArrayList<>();
            weights.values()
                    .forEach(u -> rows.add(u.stream().mapToDouble(x -> x).toArray()));
            Channels.mixed(weights.keySet().stream().mapToInt(z -> z).toArray(), rows.toArray(double[][]::new));
        }

        @Override
        public Channels channels(int... atomicNumbers) {
            double[][] u = new double[atomicNumbers.length][];
            for (int a = 0; a < u.length; a++) {
                List<Double> row = weights.get(atomicNumbers[a]);
                if (row == null) {
                    throw new IllegalArgumentException("expected channels' weights of every element, got none of "
                            + Element.symbol(atomicNumbers[a]));
                }
                u[a] = row.stream().mapToDouble(x -> x).toArray();
            }
            return Channels.mixed(atomicNumbers, u);
        }

        @Override
        public Optional<Learnt> learnt() {
            return Optional.empty();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.given(this);
        }
    }

    /**
     * Mixed channels whose weights a training learns, before its fit, from the weights of similar properties on. They
     * are known, and are {@link Given}, only after the training has learnt them.
     *
     * @param start number of channels, and the weights from which learning starts
     */
    record Learnt(FromProperties start) implements Embedding {
        private static final int KRYPTON = 36;

        /**
         * Returns the channels from which learning starts. Helium, neon and argon, which have no electronegativity,
         * start with that of krypton.
         *
         * @param atomicNumbers all elements, ascending
         * @throws IllegalArgumentException if another element has no electronegativity or no covalent radius
         */
        public Channels initial(int... atomicNumbers) {
            IntToDoubleFunction chi = z -> FromProperties.electronegativity(z == 2 || z == 10 || z == 18 ? KRYPTON : z);
            return start.channels(atomicNumbers, (a, b) -> start.similarity(a, b, chi));
        }

        /** @throws IllegalArgumentException always: the weights are not known yet */
        @Override
        public Channels channels(int... atomicNumbers) {
            throw new IllegalArgumentException("expected channels that are known, got those that a training learns."
                    + " Train a model, and take the weights that it writes, or use channels from properties");
        }

        @Override
        public Optional<Learnt> learnt() {
            return Optional.of(this);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.learnt(this);
        }
    }
}
