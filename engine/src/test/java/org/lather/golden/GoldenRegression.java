package org.lather.golden;

import java.util.List;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;

/**
 * The minimum of |(K_NM w − y)/σ|² + wᵀK_MM w by a backend's operations: K_MM = L Lᵀ, Φ = K_NM L⁻ᵀ, (ΦᵀΛ⁻¹Φ + 1) v =
 * ΦᵀΛ⁻¹y, w = L⁻ᵀ v.
 */
final class GoldenRegression {
    private final Backend backend;
    private final Npz z;
    private final String prefix;
    private final int m;
    private final double[] factor;
    private final double[] normal;
    private final double[] whitened;

    GoldenRegression(Backend backend, Npz z, String prefix) {
        this.backend = backend;
        this.z = z;
        this.prefix = prefix;
        this.m = z.shape(prefix + "K_MM")[0];
        DenseAlgebra dense = backend.algebra().dense();
        factor = z.doubles(prefix + "K_MM").clone();
        dense.potrf(Matrix.of(factor, m, m));
        double[] noise = z.doubles(prefix + "noise");
        double[] weight = new double[noise.length];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = 1 / (noise[i] * noise[i]);
        }
        try (Tile phi = whiten("K_NM");
                Accumulator a = backend.accumulator(new NormalEquations(m, 1))) {
            a.add(phi, phi.rows(), weight, z.doubles(prefix + "y"));
            NormalEquations sums = a.download();
            normal = sums.matrix().square();
            whitened = sums.right().clone();
        }
        for (int i = 0; i < m; i++) {
            normal[i * m + i] += 1;
        }
        dense.potrf(Matrix.of(normal, m, m));
        dense.solveLeft(Matrix.of(normal, m, m), Matrix.of(whitened, m, 1));
        dense.solveLeft(Matrix.of(normal, m, m).transpose(), Matrix.of(whitened, m, 1));
    }

    private Tile whiten(String name) {
        double[] k = z.doubles(prefix + name);
        Tile t = backend.tile(k.length / m, m);
        t.upload(0, k);
        backend.whiten(t, new Whitening(m, List.of(new Whitening.Block(0, m, factor))));
        return t;
    }

    double[] weights() {
        double[] w = whitened.clone();
        backend.algebra().dense().solveLeft(Matrix.of(factor, m, m).transpose(), Matrix.of(w, m, 1));
        return w;
    }

    double[] predict() {
        return times("K_TM");
    }

    double[] fit() {
        return times("K_NM");
    }

    private double[] times(String name) {
        try (Tile phi = whiten(name)) {
            double[] out = new double[phi.rows()];
            backend.algebra()
                    .dense()
                    .gemm(
                            1,
                            Matrix.of(phi.download(), phi.rows(), m),
                            Matrix.of(whitened, m, 1),
                            0,
                            Matrix.of(out, phi.rows(), 1));
            return out;
        }
    }

    double objective() {
        double[] y = z.doubles(prefix + "y");
        double[] noise = z.doubles(prefix + "noise");
        double[] f = fit();
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (f[i] - y[i]) * (f[i] - y[i]) / (noise[i] * noise[i]);
        }
        for (double v : whitened) {
            sum += v * v;
        }
        return sum;
    }

    /** φ_t (ΦᵀΛ⁻¹Φ + 1)⁻¹ φ_tᵀ, and k_tt − |φ_t|² where the missing part counts. */
    double[] variance(boolean missing) {
        try (Tile phi = whiten("K_TM")) {
            double[] p = phi.download();
            double[] solved = p.clone();
            backend.algebra().dense().solveRight(Matrix.of(normal, m, m).transpose(), Matrix.of(solved, phi.rows(), m));
            double[] out = missing ? z.doubles(prefix + "k_TT").clone() : new double[phi.rows()];
            for (int t = 0; t < out.length; t++) {
                for (int i = 0; i < m; i++) {
                    out[t] += solved[t * m + i] * solved[t * m + i] - (missing ? p[t * m + i] * p[t * m + i] : 0);
                }
            }
            return out;
        }
    }
}
