package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.RangeSize;
import org.lather.dataset.EnvironmentCenters;
import org.lather.dataset.TrainingRun;
import org.lather.descriptor.Combinations;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.math.Householder;
import org.lather.options.Representation;

/**
 * Principal components of the features of environments drawn at random, each divided by its norm: eigenvectors of their
 * second moments about zero, not about their mean. The centres of each element have their own if only centres of one
 * element are compared, otherwise all have the same. Component k of a variance λ_k relative to the largest is scaled by
 * λ_k^(−γ/2), so that the covariance is closer to one of features of equal variance for a larger whitening γ. All draws
 * follow a seed.
 */
final class PrincipalComponents {
    /** Number of environments for each component. */
    private static final int ROWS = 2;

    /** Least number of environments of an element. */
    private static final int LEAST = 64;

    /** Variance, relative to the largest, below which components are not scaled any more. */
    private static final double SMALLEST = 1e-9;

    /** Variance, relative to the largest, of which rounding leaves nothing. */
    private static final double NOTHING = 1e-13;

    /** A part of the memory budget that the features of the environments take at most. */
    private static final int SHARE = 4;

    private final TrainingRun run;
    private final Descriptor full;
    private final Representation representation;
    private final int columns;

    PrincipalComponents(TrainingRun run, Descriptor full, Representation representation) {
        this.run = run;
        this.full = full;
        this.representation = representation;
        this.columns = full.columns(run.channels());
    }

    /** The bytes of features of the environments and of what is computed from them. */
    long bytes() {
        long n = Arrays.stream(counts()).sum();
        long most = Arrays.stream(counts()).max().orElse(0);
        long elements = Arrays.stream(counts()).filter(c -> c > 0).count();
        return 8 * ((n + most) * columns + 3 * most * most + elements * representation.features() * columns);
    }

    /** The combinations of columns. */
    Combinations compute() {
        long[] chosen = chosen();
        double[] values = new double[Math.multiplyExact(chosen.length, columns)];
        int[] centers = new int[chosen.length];
        ChosenEnvironments environments = new ChosenEnvironments(
                run.backend(), run.channels(), List.of(full), new RangeSize(Math.max(1, (1 << 20) / columns)), chosen);
        environments.visit(run, () -> "Nothing was kept.", (features, places, first) -> {
            for (int i = 0; i < places.length; i++) {
                features.get(0).download(places[i], places[i] + 1, values, (first + i) * columns);
                centers[first + i] = isByElement() ? features.get(0).center(places[i]) : Combinations.EVERY;
                ColumnSelection.scale(values, (first + i) * columns, columns, 1);
            }
        });
        SortedMap<Integer, double[]> out = new TreeMap<>();
        for (int z : Arrays.stream(centers).distinct().toArray()) {
            out.put(z, components(values, centers, z));
            run.execution().check("Nothing was kept.");
        }
        // components that no element has are left out
        int found =
                out.values().stream().mapToInt(p -> p.length / columns).max().orElse(1);
        out.replaceAll((z, p) -> Arrays.copyOf(p, found * columns));
        return new Combinations(out, found, columns);
    }

    private boolean isByElement() {
        return run.kernel().covariance().centers() == Covariance.Centers.SAME;
    }

    /** Indices of environments, ascending: of each element, or of all, drawn at random. */
    private long[] chosen() {
        EnvironmentCenters centers = run.set().centers();
        int[] counts = counts();
        long[] available = isByElement() ? centers.learntCounts() : new long[] {centers.learnt()};
        long[][] drawn = new long[counts.length][];
        Arrays.setAll(
                drawn,
                z -> RandomSample.of(
                        available[z], counts[z], run.options().model().seed() + z));
        long[] seen = new long[counts.length];
        int[] next = new int[counts.length];
        List<Long> out = new ArrayList<>();
        for (long e = 0; e < centers.size(); e++) {
            if (centers.isLearnt(e)) {
                int z = isByElement() ? centers.atomicNumber(e) : Combinations.EVERY;
                if (next[z] < drawn[z].length && seen[z]++ == drawn[z][next[z]]) {
                    next[z]++;
                    out.add(e);
                }
            }
        }
        return out.stream().mapToLong(e -> e).toArray();
    }

    /** The number of environments that are drawn, by atomic number, or of all together. */
    private int[] counts() {
        EnvironmentCenters centers = run.set().centers();
        long[] available = isByElement() ? centers.learntCounts() : new long[] {centers.learnt()};
        long elements = Arrays.stream(available).filter(n -> n > 0).count();
        long allowed = run.execution().budgetBytes() / SHARE / (8L * columns * Math.max(1, elements));
        long wanted = Math.max(LEAST, Math.min((long) ROWS * representation.features(), allowed));
        long indexed = (Integer.MAX_VALUE - 8) / (columns * Math.max(1, elements));
        long rows = Math.max(1, Math.min(wanted, indexed));
        return Arrays.stream(available).mapToInt(n -> (int) Math.min(n, rows)).toArray();
    }

    /** The components of some rows: with A = X Xᵀ = U Λ Uᵀ they are Λ^(−1/2) Uᵀ X. */
    private double[] components(double[] values, int[] centers, int z) {
        int count = representation.features();
        int[] own = java.util.stream.IntStream.range(0, centers.length)
                .filter(i -> centers[i] == z)
                .toArray();
        int m = own.length;
        double[] x = new double[m * columns];
        for (int i = 0; i < m; i++) {
            System.arraycopy(values, own[i] * columns, x, i * columns, columns);
        }
        DenseAlgebra host = run.backend().algebra().host();
        double[] a = new double[m * m];
        host.syrk(1, Matrix.of(x, m, columns), 0, Matrix.of(a, m, m));
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                a[j * m + i] = a[i * m + j];
            }
        }
        Householder.Eigen eigen = Householder.decompose(a, m);
        double smallest = NOTHING * eigen.values()[0];
        long above = Arrays.stream(eigen.values()).filter(v -> v > smallest).count();
        int found = (int) Math.max(1, Math.min(count, above));
        double[] u = Arrays.copyOf(eigen.vectors(), found * m);
        for (int k = 0; k < found; k++) {
            double ratio = eigen.values()[k] / eigen.values()[0];
            double scale = ratio > NOTHING
                    ? Math.pow(
                                    Math.max(ratio, SMALLEST),
                                    -representation.chosen().whitening() / 2)
                            / Math.sqrt(eigen.values()[k])
                    : 0;
            for (int i = 0; i < m; i++) {
                u[k * m + i] *= scale;
            }
        }
        double[] out = new double[Math.multiplyExact(found, columns)];
        host.gemm(1, Matrix.of(u, found, m), Matrix.of(x, m, columns), 0, Matrix.of(out, found, columns));
        // as a model file keeps them, so that a model predicts from the file what it did before
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) out[i];
        }
        return out;
    }
}
