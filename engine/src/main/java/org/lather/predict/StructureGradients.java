package org.lather.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Gradients;
import org.lather.backend.Matrix;
import org.lather.backend.Range;
import org.lather.gram.Representatives;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.match.StructureRows;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;

/**
 * Computes gradients of a model that compares whole structures, E = Σ_B w_B K(A, B): dE/dp_i = Σ_e w_B (dK/dk_ie)
 * dk_ie/dp_i over the environments e of all stored structures B, on the host; the backend pulls it back to positions.
 */
final class StructureGradients {
    private final ModelParameters parameters;
    private final Backend backend;
    private final EnvironmentKernel kernel;
    /** [term][environment]: the norms of the stored environments. */
    private final List<double[]> norms = new ArrayList<>();
    /** [environment]: the stored structure that each environment belongs to. */
    private final int[] owner;

    /** The number of stored environments whose features are read at a time. */
    private final int part;

    StructureGradients(ModelParameters parameters, Backend backend) {
        this(parameters, backend, Representatives.PART);
    }

    StructureGradients(ModelParameters parameters, Backend backend, int part) {
        parameters.expectGradients();
        this.part = part;
        this.parameters = parameters;
        this.backend = backend;
        this.kernel = parameters.kernel();
        parameters.representatives().forEach(b -> norms.add(norms(b)));
        this.owner = new int[parameters.size()];
        int e = 0;
        for (int b = 0; b < parameters.structures().length; b++) {
            Arrays.fill(owner, e, e + parameters.structures()[b], b);
            e += parameters.structures()[b];
        }
    }

    private double[] norms(FeatureBlock z) {
        double[] out = new double[z.rows()];
        for (int from = 0; from < z.rows(); from += part) {
            double[] some = norms(rows(z, from));
            System.arraycopy(some, 0, out, from, some.length);
        }
        return out;
    }

    private static double[] norms(Matrix rows) {
        double[] out = new double[rows.rows()];
        for (int i = 0; i < out.length; i++) {
            double square = 0;
            for (int c = 0; c < rows.columns(); c++) {
                double v = rows.values()[rows.offset() + i * rows.stride() + c];
                square += v * v;
            }
            out[i] = Covariance.norm(square);
        }
        return out;
    }

    /** A part of the stored features: a view of those in memory, a copy of others. */
    private Matrix rows(FeatureBlock z, int from) {
        int to = Math.min(z.rows(), from + part);
        return z.isStored()
                ? Matrix.of(z.part(from, to).values(), to - from, z.columns())
                : new Matrix(z.values(), from * z.columns(), z.columns(), to - from, z.columns());
    }

    /** The bytes of scratch memory for a structure. */
    static long bytes(ModelParameters parameters, int atoms) {
        long columns = parameters.representatives().stream()
                .mapToLong(FeatureBlock::columns)
                .max()
                .orElse(0);
        boolean read = parameters.representatives().stream().anyMatch(FeatureBlock::isStored);
        long rows = read ? Math.min(Representatives.PART, parameters.size()) : 0;
        return 8L * atoms * (2L * parameters.size() + 3 * columns) + 8L * parameters.size() + 8 * rows * columns;
    }

    /**
     * Computes the gradient of a target.
     *
     * @param factor of E
     * @param pairs the structure beside all stored ones
     * @param rangeSize number of environments at a time
     * @return dE/dr, [atom][3], and dE/dε, [3][3]
     */
    PredictedGradient of(Structure s, FittedTarget target, double factor, StructureRows.Pairs pairs, int rangeSize) {
        double[] positions = new double[3 * s.size()];
        double[] strain = new double[9];
        Gradients gradients = backend.gradients();
        try (Batch batch = backend.upload(List.of(s), parameters.channels())) {
            for (int from = 0; from < s.size(); from += rangeSize) {
                Range range = new Range(batch, from, Math.min(s.size(), from + rangeSize));
                double[] factors = new double[range.size()];
                Arrays.fill(factors, factor);
                for (int term = 0; term < kernel.terms().size(); term++) {
                    FeatureBlock v = featureGradient(s, range, term, target, pairs.slopes());
                    try (Features loaded = backend.load(v)) {
                        gradients.pullBack(
                                range,
                                kernel.terms().get(term).features(),
                                List.of(new Gradients.Pulled(loaded, factors, positions, strain)));
                    }
                }
            }
        }
        return new PredictedGradient(positions, strain, "");
    }

    /** The gradients dE/dp_i of a range of atoms: a_ie/(n_i n_e) z_e − (Σ_e a_ie u_ie) s p_i/n_i². */
    private FeatureBlock featureGradient(Structure s, Range range, int term, FittedTarget target, double[] slopes) {
        FeatureBlock z = parameters.representatives().get(term);
        EnvironmentKernel.Term of = kernel.terms().get(term);
        int columns = z.columns();
        int n = range.size();
        int m = z.rows();
        double[] p = new double[n * columns];
        try (Features x = backend.features(range, of.features())) {
            x.download(0, n, p, 0);
        }
        double[] own = norms(Matrix.of(p, n, columns));
        double[] other = norms.get(term);
        double[] a = new double[Math.multiplyExact(n, m)];
        DenseAlgebra algebra = backend.algebra().host();
        for (int from = 0; from < m; from += part) {
            Matrix stored = rows(z, from);
            algebra.gemm(1, Matrix.of(p, n, columns), stored.transpose(), 0, new Matrix(a, from, m, n, stored.rows()));
        }
        Covariance covariance = kernel.covariance();
        boolean any = covariance.centers() == Covariance.Centers.ANY;
        double[] along = new double[n];
        for (int i = 0; i < n; i++) {
            int atom = range.from() + i;
            for (int e = 0; e < m; e++) {
                double norm = own[i] * other[e];
                double slope = slopes[atom * m + e];
                double f = 0;
                if (norm > 0 && slope != 0 && (any || s.atomicNumber(atom) == z.centers()[e])) {
                    double u = a[i * m + e] / norm;
                    f = of.weight() * target.weights()[owner[e]] * slope * covariance.slope(u);
                    along[i] += f * u;
                    f /= norm;
                }
                a[i * m + e] = f;
            }
        }
        double[] v = new double[n * columns];
        for (int from = 0; from < m; from += part) {
            Matrix stored = rows(z, from);
            algebra.gemm(
                    1, new Matrix(a, from, m, n, stored.rows()), stored, from == 0 ? 0 : 1, Matrix.of(v, n, columns));
        }
        for (int i = 0; i < n; i++) {
            double f = own[i] > 0 ? along[i] * Covariance.normSlope(own[i]) / (own[i] * own[i]) : 0;
            for (int c = 0; c < columns; c++) {
                v[i * columns + c] -= f * p[i * columns + c];
            }
        }
        return new FeatureBlock(v, columns, Arrays.copyOfRange(s.atomicNumbers(), range.from(), range.to()));
    }
}
