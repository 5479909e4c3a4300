package org.lather.cuda;

import java.util.Random;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.Precision;
import org.lather.backend.device.offload.OffloadedAlgebra;
import org.lather.backend.reference.ReferenceBackend;

/** Dense algebra of a device beside the reference, all transpositions, matrices somewhere in larger arrays. */
final class DenseOperations {
    private static final int[][] SIZES = {{1, 1, 1}, {3, 5, 2}, {7, 4, 9}, {17, 16, 33}, {5, 3, 0}};

    private DenseOperations() {}

    /** The largest difference of any element of an array. */
    static double difference(CudaDevice device) {
        try (ReferenceBackend reference = new ReferenceBackend(Precision.DOUBLE)) {
            DenseAlgebra vendor =
                    OffloadedAlgebra.everything(device, reference.algebra().dense());
            double worst = 0;
            for (int[] s : SIZES) {
                for (int which = 0; which < 4; which++) {
                    double[] got = run(vendor, s[0], s[1], s[2], which % 2 == 1, which / 2 == 1);
                    double[] expected =
                            run(reference.algebra().dense(), s[0], s[1], s[2], which % 2 == 1, which / 2 == 1);
                    for (int i = 0; i < got.length; i++) {
                        double d = Math.abs(got[i] - expected[i]);
                        worst = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(worst, d);
                    }
                }
            }
            return worst;
        }
    }

    private static double[] run(DenseAlgebra algebra, int m, int n, int k, boolean first, boolean second) {
        Random random = new Random(31L * m + n);
        int stride = Math.max(m, Math.max(n, k)) + 2;
        double[] a = random.doubles((long) stride * stride + 3, -1, 1).toArray();
        double[] b = random.doubles((long) stride * stride + 3, -1, 1).toArray();
        double[] c = random.doubles((long) stride * stride + 3, -1, 1).toArray();
        algebra.gemm(
                0.7,
                new Matrix(a, 3, stride, m, k, first),
                new Matrix(b, 1, stride, k, n, second),
                first ? 0 : 0.5,
                new Matrix(c, 2, stride, m, n));
        double[] square = random.doubles((long) stride * stride + 3, -1, 1).toArray();
        algebra.syrk(-0.5, new Matrix(a, 3, stride, n, k, first), 0, new Matrix(square, 1, stride, n, n));
        double[] lower = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                lower[i * n + j] = square[1 + i * stride + j] / Math.max(1, k) + (i == j ? 2 : 0);
            }
        }
        double[] l = lower.clone();
        algebra.potrf(Matrix.of(l, n, n));
        double[] x = random.doubles((long) n * (m + 2), -1, 1).toArray();
        if (first) {
            algebra.solveLeft(new Matrix(l, 0, n, n, n, second), Matrix.of(x, n, m));
        } else {
            algebra.solveRight(new Matrix(l, 0, n, n, n, second), Matrix.of(x, m, n));
        }
        double[] out = new double[c.length + l.length + x.length];
        System.arraycopy(c, 0, out, 0, c.length);
        for (int i = 0; i < n; i++) {
            System.arraycopy(l, i * n, out, c.length + i * n, i + 1);
        }
        System.arraycopy(x, 0, out, c.length + l.length, x.length);
        return out;
    }
}
