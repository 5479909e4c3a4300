package org.lather.gram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Features;
import org.lather.backend.Matrix;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/**
 * The prior variance of each derivative of E = Σ_i ε_i of one structure, for covariances k(i, j) of the ε_i: Σ_ij ∂_c
 * ∂'_c k(i, j), ∂_c the derivative of i and ∂'_c that of j, with respect to a component c of the positions or of a
 * strain. With the derivatives t_i of normalised features p̂_i and u = p̂_i·p̂_j,
 *
 * <p>∂_c ∂'_c k = ζ u^(ζ−1) t_i·t_j + ζ (ζ−1) u^(ζ−2) (t_i·p̂_j) (p̂_i·t_j).
 *
 * <p>Environments are processed in blocks, every block with every other, so that the memory does not depend on the
 * structure.
 */
public final class DerivativeCovariances {
    /** Number of values of explicit gradients in a block. */
    private static final int VALUES = 1 << 20;

    private static final int ROWS = 1 << 11;

    private final Backend backend;
    private final DenseAlgebra algebra;
    private final EnvironmentKernel kernel;
    private final Channels channels;
    private final int values;
    private final RangeSize range = new RangeSize(ROWS);

    public DerivativeCovariances(Backend backend, EnvironmentKernel kernel, Channels channels) {
        this(backend, kernel, channels, VALUES);
    }

    /** @param values number of values of explicit gradients in a block */
    DerivativeCovariances(Backend backend, EnvironmentKernel kernel, Channels channels, int values) {
        this.backend = backend;
        this.algebra = backend.algebra().host();
        this.kernel = kernel;
        this.channels = channels;
        this.values = values;
    }

    /**
     * The largest number of bytes during the computation: two blocks with their products; more if a single environment
     * is a larger block.
     *
     * @param columns number of columns of the largest descriptor
     * @param atoms number of atoms of the structure, each of which may have all others as neighbours
     */
    public static long bytes(int columns, int atoms) {
        long f = Math.max(1, columns);
        long rows = Math.min(Math.min(ROWS, VALUES / f + 1), (3L * atoms + 12) * atoms);
        // an environment has at least 12 rows
        return 8 * (3 * rows * f + 3 * rows * (rows / 12));
    }

    /** Computes the variances for positions [atom][3], then for the strain [3][3], in 1/Å² and 1. */
    public double[] of(Structure structure) {
        double[] out = new double[3 * structure.size() + 9];
        for (EnvironmentKernel.Term term : kernel.terms()) {
            add(structure, term, out);
        }
        return out;
    }

    /** A block of environments with its normalised features [environment][F]. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Part(ExplicitGradients.Block block, double[] features, int[] centers) {
        int size() {
            return centers.length;
        }

        long bytes() {
            return 8L * (block.values().length + features.length);
        }

        /** The rows of each component of a structure of n atoms, and the environments to which they belong. */
        List<int[]> rows(int n) {
            int[] count = new int[n];
            block.environments().forEach(e -> Arrays.stream(e.atoms()).forEach(k -> count[k]++));
            List<int[]> out = new ArrayList<>();
            for (int k = 0; k < n; k++) {
                out.add(new int[2 * count[k]]);
            }
            int[] next = new int[n];
            for (int i = 0; i < size(); i++) {
                ExplicitGradients.Environment e = block.environments().get(i);
                for (int a = 0; a < e.atoms().length; a++) {
                    int k = e.atoms()[a];
                    out.get(k)[next[k]++] = i;
                    out.get(k)[next[k]++] = e.firstRow() + 3 * a;
                }
            }
            int[] strain = new int[2 * size()];
            for (int i = 0; i < size(); i++) {
                strain[2 * i] = i;
                strain[2 * i + 1] = block.environments().get(i).strainRow();
            }
            out.add(strain);
            return out;
        }
    }

    private void add(Structure structure, EnvironmentKernel.Term term, double[] out) {
        ExplicitGradients explicit = new ExplicitGradients(channels, term.features(), structure);
        backend.resources().ledger().add(explicit.bytes());
        int mostRows = Math.min(ROWS, values / Math.max(1, explicit.columns()));
        int n = structure.size();
        for (int a = 0; a < n; ) {
            int aEnd = explicit.end(a, mostRows);
            Part x = part(structure, explicit, term.features(), a, aEnd);
            backend.resources().ledger().add(x.bytes());
            for (int b = 0; b < a; ) {
                int bEnd = explicit.end(b, mostRows);
                Part y = part(structure, explicit, term.features(), b, bEnd);
                backend.resources().ledger().add(y.bytes());
                addPairs(x, y, n, 2 * term.weight(), out);
                backend.resources().ledger().remove(y.bytes());
                b = bEnd;
            }
            addPairs(x, x, n, term.weight(), out);
            backend.resources().ledger().remove(x.bytes());
            a = aEnd;
        }
        backend.resources().ledger().remove(explicit.bytes());
    }

    private Part part(Structure structure, ExplicitGradients explicit, Descriptor descriptor, int from, int to) {
        int f = descriptor.columns(channels);
        double[] v = new double[Math.multiplyExact(to - from, f)];
        int[] centers = new int[to - from];
        Arrays.setAll(centers, i -> structure.atomicNumber(from + i));
        try (Batch batch = backend.upload(List.of(structure), channels)) {
            range.cover(
                    to - from,
                    (begin, end) -> {
                        try (Features x = backend.features(new Range(batch, from + begin, from + end), descriptor)) {
                            x.download(0, end - begin, v, begin * f);
                        }
                    },
                    (begin, end) -> {});
        }
        double[] norms = new double[to - from];
        for (int i = 0; i < norms.length; i++) {
            double square = 0;
            for (int k = i * f; k < (i + 1) * f; k++) {
                square += v[k] * v[k];
            }
            norms[i] = Covariance.norm(square);
            double inverse = 1 / norms[i];
            for (int k = i * f; k < (i + 1) * f; k++) {
                v[k] *= inverse;
            }
        }
        return new Part(explicit.block(from, to, v, norms), v, centers);
    }

    private void addPairs(Part x, Part y, int n, double weight, double[] out) {
        int f = x.features.length / x.size();
        boolean own = x.block.from() == y.block.from();
        double[] cosines = products(x.features, x.size(), y.features, y.size(), f);
        double[] onY = products(x.block.values(), x.block.rows(), y.features, y.size(), f);
        double[] onX = own ? onY : products(y.block.values(), y.block.rows(), x.features, x.size(), f);
        long bytes = 8L * (cosines.length + onY.length + (own ? 0 : onX.length));
        backend.resources().ledger().add(bytes);
        List<int[]> xRows = x.rows(n);
        List<int[]> yRows = own ? xRows : y.rows(n);
        for (int k = 0; k <= n; k++) {
            int[] xs = xRows.get(k);
            int[] ys = yRows.get(k);
            for (int axis = 0; axis < (k < n ? 3 : 9) && xs.length > 0 && ys.length > 0; axis++) {
                double[] left = gather(x.block.values(), xs, axis, f);
                double[] right = own ? left : gather(y.block.values(), ys, axis, f);
                double[] tangents = products(left, xs.length / 2, right, ys.length / 2, f);
                double sum = 0;
                for (int i = 0; i < xs.length / 2; i++) {
                    int xi = xs[2 * i];
                    for (int j = 0; j < ys.length / 2; j++) {
                        int yj = ys[2 * j];
                        if (hasCovariance(x, xi, y, yj)) {
                            double u = cosines[xi * y.size() + yj];
                            sum += kernel.covariance().slope(u) * tangents[i * (ys.length / 2) + j]
                                    + kernel.covariance().curvature(u)
                                            * onY[(xs[2 * i + 1] + axis) * y.size() + yj]
                                            * onX[(ys[2 * j + 1] + axis) * x.size() + xi];
                        }
                    }
                }
                out[3 * k + axis] += weight * sum;
            }
        }
        backend.resources().ledger().remove(bytes);
    }

    private boolean hasCovariance(Part x, int i, Part y, int j) {
        return kernel.covariance().centers() == Covariance.Centers.ANY || x.centers[i] == y.centers[j];
    }

    private static double[] gather(double[] values, int[] rows, int axis, int f) {
        double[] out = new double[rows.length / 2 * f];
        for (int i = 0; i < rows.length / 2; i++) {
            System.arraycopy(values, (rows[2 * i + 1] + axis) * f, out, i * f, f);
        }
        return out;
    }

    /** Computes the product A Bᵀ. */
    private double[] products(double[] a, int rows, double[] b, int columns, int f) {
        double[] out = new double[Math.multiplyExact(rows, columns)];
        algebra.gemm(1, Matrix.of(a, rows, f), Matrix.of(b, columns, f).transpose(), 0, Matrix.of(out, rows, columns));
        return out;
    }
}
