package org.lather.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.lather.options.Options;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;

/** Clusters with tensors that turn with them, smooth functions of the vectors between atoms. */
public final class TensorClusters {
    /** Targets of every quantity and of ranks 1 to 3. */
    public static final String TARGETS =
            "dipole: {unit: e*A, rank: 1}, alpha: {unit: A^3, rank: 2, symmetry: symmetric,"
                    + " baseline: composition}, beta: {unit: 1, rank: 3, symmetry: symmetric, quantity: mean},"
                    + " shielding: {unit: ppm, rank: 2, quantity: atom}";

    private TensorClusters() {}

    /** Options with few functions. */
    public static Options options(String features, String model, String targets) {
        return options(3, 2, features, model, targets);
    }

    /**
     * @param radius of the cutoff, Å
     * @param most max_angular and max_radial
     */
    public static Options options(double radius, int most, String features, String model, String targets) {
        return Options.parse("""
                representations:
                  - calculator: lambda_soap
                    cutoff: {radius: %s, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.4}
                    basis: {type: TensorProduct, max_angular: %d, radial: {type: Gto, max_radial: %d}}
                    features: %s
                model: {%s}
                targets: {%s}
                """.formatted(radius, most, most, features, model, targets), Path.of(""));
    }

    /**
     * Of neutral charges: {@code dipole}; {@code alpha} (symmetric), {@code beta} (symmetric, rank 3); of each atom
     * {@code shielding} (general).
     */
    public static List<Structure> clusters(long seed, int count) {
        List<Structure> out = new ArrayList<>();
        SmallTraining.clusters(seed, count).forEach(s -> out.add(labelled(s)));
        return out;
    }

    public static Structure labelled(Structure s) {
        double[] x = s.positions();
        int n = s.size();
        double[] dipole = new double[3];
        double[] alpha = new double[9];
        double[] beta = new double[27];
        double[] shielding = new double[9 * n];
        for (int i = 0; i < n; i++) {
            double[] v = new double[3];
            double[] w = new double[3];
            for (int j = 0; j < n; j++) {
                double r2 = 0;
                for (int a = 0; a < 3; a++) {
                    r2 += Math.pow(x[3 * j + a] - x[3 * i + a], 2);
                }
                for (int a = 0; a < 3; a++) {
                    double d = x[3 * j + a] - x[3 * i + a];
                    v[a] += d * Math.exp(-0.5 * r2) * s.atomicNumber(j);
                    w[a] += d * Math.exp(-r2);
                }
            }
            for (int a = 0; a < 3; a++) {
                dipole[a] += 0.1 * v[a] * Math.sqrt(s.atomicNumber(i));
                alpha[4 * a] += s.atomicNumber(i);
                for (int b = 0; b < 3; b++) {
                    alpha[3 * a + b] += v[a] * v[b];
                    shielding[9 * i + 3 * a + b] = v[a] * w[b];
                    for (int c = 0; c < 3; c++) {
                        beta[9 * a + 3 * b + c] += v[a] * v[b] * v[c];
                    }
                }
            }
        }
        return s.with(annotated(s, dipole, alpha, beta, shielding));
    }

    private static Annotations annotated(
            Structure s, double[] dipole, double[] alpha, double[] beta, double[] shielding) {
        return s.annotations()
                .with("dipole", dipole)
                .with("alpha", alpha)
                .with("beta", beta)
                .withColumn("shielding", 9, shielding);
    }

    /** A rotation, with a reflection where asked: [3][3]. */
    public static double[] turn(long seed, boolean inverted) {
        Random random = new Random(seed);
        double[] a = new double[3];
        double[] b = new double[3];
        for (int k = 0; k < 3; k++) {
            a[k] = random.nextGaussian();
            b[k] = random.nextGaussian();
        }
        scale(a, 1 / Math.sqrt(dot(a, a)));
        double ab = dot(a, b);
        for (int k = 0; k < 3; k++) {
            b[k] -= ab * a[k];
        }
        scale(b, 1 / Math.sqrt(dot(b, b)));
        double[] c = {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
        scale(c, inverted ? -1 : 1);
        return new double[] {a[0], a[1], a[2], b[0], b[1], b[2], c[0], c[1], c[2]};
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }

    private static void scale(double[] a, double factor) {
        for (int k = 0; k < 3; k++) {
            a[k] *= factor;
        }
    }

    /** R applied to every axis of tensors of a rank, one after another. */
    public static double[] turned(double[] r, double[] tensors, int rank) {
        double[] v = tensors;
        for (int axis = 0, stride = 1; axis < rank; axis++, stride *= 3) {
            double[] out = new double[v.length];
            for (int k = 0; k < v.length; k++) {
                int i = k / stride % 3;
                for (int j = 0; j < 3; j++) {
                    out[k] += r[3 * i + j] * v[k + (j - i) * stride];
                }
            }
            v = out;
        }
        return v;
    }
}
