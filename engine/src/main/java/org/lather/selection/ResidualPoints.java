package org.lather.selection;

import java.util.Arrays;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;

/**
 * Points X without their components along chosen points: X − X Qᵀ Q with an orthonormal basis Q [choice][coordinate] of
 * the chosen points, which is extended by each choice.
 */
final class ResidualPoints {
    private final Points points;
    private final DenseAlgebra algebra;
    private final double[] basis;
    private int chosen;

    ResidualPoints(Points points, int count, DenseAlgebra algebra) {
        this.points = points;
        this.algebra = algebra;
        basis = new double[Math.multiplyExact(Math.min(count, points.dimension()), points.dimension())];
    }

    Points points() {
        return points;
    }

    DenseAlgebra algebra() {
        return algebra;
    }

    /**
     * Removes the direction of a point.
     *
     * @return the norm of what the basis did not contain of the point
     */
    double remove(int point) {
        int d = points.dimension();
        if (chosen * d == basis.length) {
            return 0;
        }
        double[] q = Arrays.copyOfRange(points.values(), point * d, (point + 1) * d);
        // twice is enough (Parlett)
        project(q);
        double length = Lanczos.norm(q);
        project(q);
        double again = Lanczos.norm(q);
        for (int k = 0; k < d && again > 0; k++) {
            basis[chosen * d + k] = q[k] / again;
        }
        chosen++;
        return length;
    }

    private void project(double[] q) {
        int d = points.dimension();
        for (int j = 0; j < chosen; j++) {
            double s = Points.dot(basis, j * d, q, 0, d);
            for (int k = 0; k < d; k++) {
                q[k] -= s * basis[j * d + k];
            }
        }
    }

    /** The direction that the last choice added to the basis. */
    double[] direction() {
        int d = points.dimension();
        return Arrays.copyOfRange(basis, (chosen - 1) * d, chosen * d);
    }

    /** Removes from vectors in the space of the coordinates the components along all chosen points. */
    void projectAll(double[][] vectors) {
        for (double[] v : vectors) {
            project(v);
        }
    }

    /** The points without components along the chosen ones; the points themselves if there are none. */
    double[] residual() {
        if (chosen == 0) {
            return points.values();
        }
        int n = points.size();
        int d = points.dimension();
        Matrix q = Matrix.of(basis, chosen, d);
        double[] along = new double[Math.multiplyExact(n, chosen)];
        Matrix s = Matrix.of(along, n, chosen);
        algebra.gemm(1, Matrix.of(points.values(), n, d), q.transpose(), 0, s);
        double[] out = points.values().clone();
        algebra.gemm(-1, s, q, 1, Matrix.of(out, n, d));
        return out;
    }
}
