package org.lather.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.kernel.StructureKernel;
import org.lather.match.BestMatch;
import org.lather.match.RegularisedMatch;
import org.lather.match.StructureMatrix;
import org.lather.structure.Structure;

/**
 * The contributions of the atoms of a structure to the decision functions of a classification. The kernel of two
 * structures is Σ_ij P_ij k_ij with P_ij = 1 for sums, 1/(n m) for means, and the optimal plan for matches, so that
 * atom i contributes Σ_s c_s Σ_j P_ij k_ij / √(K(x, x) K(s, s)) and an equal part of the bias. The sum over the atoms
 * is the decision function: exactly for sums and means, within the tolerance of the plan for matches.
 */
final class AtomContributions {
    /** Largest number of covariances that are held at a time. */
    private static final int MOST_COVARIANCES = 1 << 25;

    private final Classifier classifier;
    private final StructureKernels kernels;

    AtomContributions(Classifier classifier, StructureKernels kernels) {
        this.classifier = classifier;
        this.kernels = kernels;
    }

    /**
     * Returns the contributions of each structure, [atom][pair of classes] flattened.
     *
     * @param self kernel of each structure with itself
     */
    List<double[]> of(List<Structure> structures, double[] self) {
        int columns = classifier.support().stream().mapToInt(Structure::size).sum();
        StructureMatrix matrix = kernels.matrix(StructureMatrix.Entries.ENVIRONMENTS);
        Rows rows = kernels.kernel().match(ROWS);
        List<double[]> out = new ArrayList<>();
        for (int from = 0; from < structures.size(); ) {
            int to = from;
            long atoms = 0;
            while (to < structures.size()
                    && (to == from || (atoms + structures.get(to).size()) * columns <= MOST_COVARIANCES)) {
                atoms += structures.get(to++).size();
            }
            List<Structure> some = structures.subList(from, to);
            double[] k = matrix.of(some, classifier.support());
            int row = 0;
            for (int i = 0; i < some.size(); i++) {
                out.add(contributions(k, row * columns, columns, some.get(i).size(), self[from + i], rows));
                row += some.get(i).size();
            }
            from = to;
        }
        return out;
    }

    private double[] contributions(double[] k, int offset, int stride, int atoms, double self, Rows rows) {
        int pairs = classifier.machines().size();
        double[] out = new double[atoms * pairs];
        for (int a = 0; a < atoms; a++) {
            for (int p = 0; p < pairs; p++) {
                out[a * pairs + p] = classifier.machines().get(p).bias() / atoms;
            }
        }
        int column = 0;
        for (int s = 0; s < classifier.support().size(); s++) {
            int size = classifier.support().get(s).size();
            double norm = Math.sqrt(self * classifier.selfKernels()[s]);
            double[] sums = rows.of(k, offset + column, stride, atoms, size);
            column += size;
            for (int p = 0; p < pairs && norm > 0; p++) {
                double factor = classifier.machines().get(p).coefficients()[s] / norm;
                for (int a = 0; a < atoms; a++) {
                    out[a * pairs + p] += factor * sums[a];
                }
            }
        }
        return out;
    }

    /** Computes the part of each row of the kernel of two structures, Σ_j P_ij k_ij. */
    private interface Rows {
        double[] of(double[] k, int offset, int stride, int n, int m);
    }

    private static final StructureKernel.Cases<Rows> ROWS = new StructureKernel.Cases<>() {
        @Override
        public Rows sum() {
            return (k, offset, stride, n, m) -> weighted(k, offset, stride, n, filled(n * m, 1));
        }

        @Override
        public Rows mean() {
            return (k, offset, stride, n, m) -> weighted(k, offset, stride, n, filled(n * m, 1.0 / n / m));
        }

        @Override
        public Rows rematch(StructureKernel.Rematch rematch) {
            RegularisedMatch match = new RegularisedMatch();
            return (k, offset, stride, n, m) -> {
                match.kernel(k, offset, stride, n, m, rematch.gamma());
                return weighted(k, offset, stride, n, match.plan());
            };
        }

        @Override
        public Rows bestMatch() {
            BestMatch match = new BestMatch();
            return (k, offset, stride, n, m) -> {
                match.kernel(k, offset, stride, n, m);
                return weighted(k, offset, stride, n, match.plan());
            };
        }
    };

    private static double[] filled(int count, double value) {
        double[] out = new double[count];
        Arrays.fill(out, value);
        return out;
    }

    private static double[] weighted(double[] k, int offset, int stride, int n, double[] plan) {
        int m = plan.length / n;
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                out[i] += plan[i * m + j] * k[offset + i * stride + j];
            }
        }
        return out;
    }
}
