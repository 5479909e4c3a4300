package org.lather.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.predict.Model;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Covariances of a model and their derivatives, by plain loops over its features and by differences. */
final class DenseCovariances {
    private final Backend backend;

    DenseCovariances(Backend backend) {
        this.backend = backend;
    }

    /** Normalised features of the atoms of a structure, one block for each term. */
    List<FeatureBlock> features(Model m, Structure s) {
        List<FeatureBlock> out = new ArrayList<>();
        try (Batch batch = backend.upload(List.of(s), m.parameters().channels())) {
            for (EnvironmentKernel.Term term : m.parameters().kernel().terms()) {
                try (Features x = backend.features(new Range(batch, 0, s.size()), term.features())) {
                    out.add(x.download());
                }
            }
        }
        return out;
    }

    /** Σ_ij k(i, j), or with {@code column} that of one j. */
    private static double covariance(EnvironmentKernel kernel, List<FeatureBlock> a, List<FeatureBlock> b, int column) {
        double sum = 0;
        for (int s = 0; s < a.size(); s++) {
            FeatureBlock x = a.get(s);
            FeatureBlock z = b.get(s);
            for (int i = 0; i < x.rows(); i++) {
                for (int j = column < 0 ? 0 : column; j < (column < 0 ? z.rows() : column + 1); j++) {
                    if (kernel.covariance().centers() == Covariance.Centers.ANY || x.centers()[i] == z.centers()[j]) {
                        double u = dot(x, i, z, j) / Math.sqrt(dot(x, i, x, i) * dot(z, j, z, j));
                        sum += kernel.terms().get(s).weight()
                                * Math.pow(u, kernel.covariance().zeta());
                    }
                }
            }
        }
        return sum;
    }

    private static double dot(FeatureBlock a, int i, FeatureBlock b, int j) {
        double s = 0;
        for (int c = 0; c < a.columns(); c++) {
            s += a.values()[i * a.columns() + c] * b.values()[j * b.columns() + c];
        }
        return s;
    }

    /** k of a structure with each representative. */
    double[] row(Model m, Structure s) {
        EnvironmentKernel kernel = m.parameters().kernel();
        List<FeatureBlock> x = features(m, s);
        double[] out = new double[m.parameters().size()];
        for (int j = 0; j < out.length; j++) {
            out[j] = covariance(kernel, x, m.parameters().representatives(), j);
        }
        return out;
    }

    /** Σ_i k(i, j) of the atoms of a structure, [j]. */
    double[] selfCovariances(Model m, Structure s) {
        List<FeatureBlock> x = features(m, s);
        EnvironmentKernel kernel = m.parameters().kernel();
        return IntStream.range(0, s.size())
                .mapToDouble(j -> covariance(kernel, x, x, j))
                .toArray();
    }

    /** Central differences of h, h/2, h/4 with errors h² and h⁴ removed: places and weights of the first derivative. */
    private static final double[] PLACES = {8e-3, -8e-3, 4e-3, -4e-3, 2e-3, -2e-3};

    private static final double[] WEIGHTS = {1 / 45.0, 1 / 45.0, -20 / 45.0, -20 / 45.0, 64 / 45.0, 64 / 45.0};

    /** A strain moves atoms by several times as much. */
    private static double place(Structure s, int component, int q) {
        return PLACES[q] / (component < 3 * s.size() ? 1 : 4);
    }

    private static double weight(Structure s, int component, int q) {
        return WEIGHTS[q] / (2 * place(s, component, q));
    }

    /** A structure with one coordinate, or behind these one component of the strain, changed. */
    private static Structure displaced(Structure s, int component, double by) {
        int n = 3 * s.size();
        double[] x = s.positions();
        if (component < n) {
            x[component] += by;
            return Structure.of(s.atomicNumbers(), x, s.cell());
        }
        int a = (component - n) / 3;
        int b = (component - n) % 3;
        for (int i = 0; i < n; i += 3) {
            x[i + b] += by * s.position(i / 3, a);
        }
        double[] h = s.cell().rows();
        for (int i = 0; i < 9; i += 3) {
            h[i + b] += by * s.cell().rows()[i + a];
        }
        return Structure.of(s.atomicNumbers(), x, s.cell().anyPeriodic() ? Cell.periodic(h) : s.cell());
    }

    /** ∂_c of k with each representative, [component][M], and ∂_c ∂'_c of k with the structure itself, [component]. */
    @SuppressWarnings("ArrayRecordComponent") // made for tests
    record Differences(double[][] rows, double[] self) {}

    Differences differences(Model m, Structure s) {
        EnvironmentKernel kernel = m.parameters().kernel();
        int size = m.parameters().size();
        Differences out = new Differences(new double[3 * s.size() + 9][size], new double[3 * s.size() + 9]);
        for (int c = 0; c < out.self.length; c++) {
            List<List<FeatureBlock>> moved = new ArrayList<>();
            for (int q = 0; q < 6; q++) {
                moved.add(features(m, displaced(s, c, place(s, c, q))));
                for (int j = 0; j < size; j++) {
                    out.rows[c][j] += weight(s, c, q)
                            * covariance(kernel, moved.get(q), m.parameters().representatives(), j);
                }
            }
            for (int q = 0; q < 6; q++) {
                for (int r = 0; r < 6; r++) {
                    out.self[c] +=
                            weight(s, c, q) * weight(s, c, r) * covariance(kernel, moved.get(q), moved.get(r), -1);
                }
            }
        }
        return out;
    }

    double[][] covariances(Model m) {
        EnvironmentKernel kernel = m.parameters().kernel();
        int size = m.parameters().size();
        double[][] out = new double[size][size];
        for (int i = 0; i < size; i++) {
            int[] one = {i};
            List<FeatureBlock> x = m.parameters().representatives().stream()
                    .map(b -> b.gather(one))
                    .toList();
            for (int j = 0; j < size; j++) {
                out[i][j] = covariance(kernel, x, m.parameters().representatives(), j);
            }
        }
        return out;
    }

    /** A⁻¹ b by Gaussian elimination with row pivots. */
    static double[] solve(double[][] matrix, double[] right) {
        return PredictiveVarianceTest.solve(matrix, right);
    }

    static double product(double[] a, double[] b) {
        double s = 0;
        for (int i = 0; i < a.length; i++) {
            s += a[i] * b[i];
        }
        return s;
    }

    /** Adds r rᵀ/variance. */
    static void addRow(double[][] normal, double[] r, double variance) {
        for (int i = 0; i < r.length; i++) {
            for (int j = 0; j < r.length; j++) {
                normal[i][j] += r[i] * r[j] / variance;
            }
        }
    }
}
