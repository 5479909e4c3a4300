package org.lather.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.lather.descriptor.Combinations;
import org.lather.descriptor.Descriptor;

/**
 * Features that are {@link Combinations} of the columns of a power spectrum, for backends that compute on the host. The
 * columns are computed for a few environments at a time, combined, and forgotten.
 */
public final class CombinedFeatures {
    /** Number of environments whose columns are in memory at a time. */
    private static final int ROWS = 256;

    private final Backend backend;
    private final Combinations combinations;
    private final Descriptor columns;
    private final Function<FeatureBlock, Features> exact;

    /**
     * @param descriptor with combinations
     * @param exact creates features in double precision
     * @throws IllegalArgumentException if the descriptor has no combinations
     */
    public CombinedFeatures(Backend backend, Descriptor descriptor, Function<FeatureBlock, Features> exact) {
        this.backend = backend;
        this.combinations = descriptor
                .combinations()
                .orElseThrow(() -> new IllegalArgumentException("expected combinations, got " + descriptor));
        this.columns = new Descriptor.PowerSpectrum(descriptor.onlyExpansion());
        this.exact = exact;
    }

    /** Computes z_i = P p_i, a row for each environment of a range. */
    public Features features(Range range) {
        int count = combinations.count();
        double[] out = new double[Math.multiplyExact(range.size(), count)];
        int[] centers = new int[range.size()];
        for (int from = range.from(); from < range.to(); from += ROWS) {
            int to = Math.min(range.to(), from + ROWS);
            try (Features p = backend.features(new Range(range.batch(), from, to), columns)) {
                FeatureBlock rows = p.download();
                int at = from - range.from();
                System.arraycopy(rows.centers(), 0, centers, at, to - from);
                multiply(rows.values(), rows.centers(), false, out, at * count);
            }
        }
        return backend.load(new FeatureBlock(out, count, centers));
    }

    /** Computes what {@link Gradients#pullBack(Range, Descriptor, List)} does, from v = dE/dz by dE/dp = Pᵀ v. */
    public void pullBack(Gradients gradients, Range range, List<Gradients.Pulled> targets) {
        int count = combinations.count();
        int full = combinations.full();
        for (int from = range.from(); from < range.to(); from += ROWS) {
            int to = Math.min(range.to(), from + ROWS);
            int at = from - range.from();
            List<Gradients.Pulled> parts = new ArrayList<>();
            try {
                for (Gradients.Pulled p : targets) {
                    double[] v = new double[(to - from) * count];
                    p.gradient().download(at, at + to - from, v, 0);
                    int[] centers = IntStream.range(at, at + to - from)
                            .map(p.gradient()::center)
                            .toArray();
                    double[] out = new double[Math.multiplyExact(to - from, full)];
                    multiply(v, centers, true, out, 0);
                    parts.add(new Gradients.Pulled(
                            exact.apply(new FeatureBlock(out, full, centers)),
                            Arrays.copyOfRange(p.factor(), at, at + to - from),
                            p.positions(),
                            p.strain()));
                }
                gradients.pullBack(new Range(range.batch(), from, to), columns, parts);
            } finally {
                parts.forEach(p -> p.gradient().close());
            }
        }
    }

    /**
     * Multiplies rows with P of their centres, or with Pᵀ back, element by element.
     *
     * @param out rows from {@code to} on, zeros before
     */
    private void multiply(double[] rows, int[] centers, boolean back, double[] out, int to) {
        int in = back ? combinations.count() : combinations.full();
        int width = back ? combinations.full() : combinations.count();
        for (int z : Arrays.stream(centers).distinct().sorted().toArray()) {
            double[] p = combinations.of(z);
            if (p.length == 0) {
                continue;
            }
            int[] own = IntStream.range(0, centers.length)
                    .filter(i -> centers[i] == z)
                    .toArray();
            double[] x = new double[own.length * in];
            double[] y = new double[own.length * width];
            for (int k = 0; k < own.length; k++) {
                System.arraycopy(rows, own[k] * in, x, k * in, in);
            }
            Matrix coefficients = Matrix.of(p, combinations.count(), combinations.full());
            backend.algebra()
                    .host()
                    .gemm(
                            1,
                            Matrix.of(x, own.length, in),
                            back ? coefficients : coefficients.transpose(),
                            0,
                            Matrix.of(y, own.length, width));
            for (int k = 0; k < own.length; k++) {
                System.arraycopy(y, k * width, out, to + own[k] * width, width);
            }
        }
    }
}
