package org.lather.electrons;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.lather.arrayfile.NpzWriter;
import org.lather.math.SphericalHarmonics;
import org.lather.options.Options;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Molecules of water in random orientations, with coefficients that follow from the positions and turn with them. */
public final class SmallDensities {
    public static final String BASIS =
            "{\"H\": [[0, [0.8, 1.0]], [1, [1.1, 1.0]]], \"O\": [[0, [6.0, 1.0]], [0, [0.9, 1.0]],"
                    + " [1, [1.3, 1.0]], [2, [1.2, 1.0]]]}";

    private SmallDensities() {}

    public static AuxiliaryBasis basis() {
        return BasisFile.parse(BASIS);
    }

    /** A molecule with stretched bonds, turned by a random rotation. */
    public static Structure water(Random random) {
        double angle = 1.8 + 0.2 * random.nextDouble();
        double a = 0.92 + 0.1 * random.nextDouble();
        double b = 0.92 + 0.1 * random.nextDouble();
        double[] r = {0, 0, 0, a, 0, 0, b * Math.cos(angle), b * Math.sin(angle), 0};
        return turned(Structure.of(new int[] {8, 1, 1}, r, Cell.NONE), rotation(random));
    }

    public static double[] rotation(Random random) {
        double[] q = new double[4];
        double norm = 0;
        for (int i = 0; i < 4; i++) {
            q[i] = random.nextGaussian();
            norm += q[i] * q[i];
        }
        for (int i = 0; i < 4; i++) {
            q[i] /= Math.sqrt(norm);
        }
        double w = q[0];
        double x = q[1];
        double y = q[2];
        double z = q[3];
        return new double[] {
            1 - 2 * (y * y + z * z),
            2 * (x * y - w * z),
            2 * (x * z + w * y),
            2 * (x * y + w * z),
            1 - 2 * (x * x + z * z),
            2 * (y * z - w * x),
            2 * (x * z - w * y),
            2 * (y * z + w * x),
            1 - 2 * (x * x + y * y)
        };
    }

    public static Structure turned(Structure s, double[] rotation) {
        double[] out = new double[3 * s.size()];
        for (int i = 0; i < s.size(); i++) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    out[3 * i + a] += rotation[3 * a + b] * s.position(i, b);
                }
            }
        }
        return Structure.of(s.atomicNumbers(), out, Cell.NONE);
    }

    /** Coefficients Σ_j g_n(r_ij) Y_lm(r_ij) of a smooth function g, and a constant for l = 0. */
    public static double[] coefficients(Structure s) {
        AuxiliaryBasis basis = basis();
        double[] out = new double[basis.size(s)];
        int[] offsets = basis.offsets(s);
        SphericalHarmonics harmonics = new SphericalHarmonics(2);
        double[] y = new double[harmonics.size()];
        for (int i = 0; i < s.size(); i++) {
            ElementBasis own = basis.of(s.atomicNumber(i));
            for (int j = 0; j < s.size(); j++) {
                if (j == i) {
                    continue;
                }
                double[] d = new double[3];
                double square = 0;
                for (int a = 0; a < 3; a++) {
                    d[a] = s.position(j, a) - s.position(i, a);
                    square += d[a] * d[a];
                }
                harmonics.values(d[0], d[1], d[2], y);
                for (int l = 0; l <= own.maxAngular(); l++) {
                    for (int n = 0; n < own.shells(l).size(); n++) {
                        double g = Math.exp(-(0.7 + 0.2 * n + 0.1 * l) * square) * (1 + s.atomicNumber(j));
                        for (int m = 0; m <= 2 * l; m++) {
                            out[offsets[i] + own.offset(l) + n * (2 * l + 1) + m] +=
                                    g * y[l * l + m] + (l == 0 ? 0.5 : 0);
                        }
                    }
                }
            }
        }
        return out;
    }

    public static List<Structure> molecules(int count, long seed) {
        Random random = new Random(seed);
        List<Structure> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(water(random));
        }
        return out;
    }

    /** Writes a structure file and, beside it, coefficients. */
    public static void write(Path folder, String name, List<Structure> structures) throws IOException {
        StringBuilder xyz = new StringBuilder();
        double[] all = new double[0];
        for (Structure s : structures) {
            xyz.append(s.size()).append("\nProperties=species:S:1:pos:R:3 pbc=\"F F F\"\n");
            for (int i = 0; i < s.size(); i++) {
                xyz.append(s.atomicNumber(i) == 8 ? "O" : "H");
                for (int a = 0; a < 3; a++) {
                    xyz.append(String.format(Locale.ROOT, " %s", s.position(i, a)));
                }
                xyz.append('\n');
            }
            double[] c = coefficients(s);
            int before = all.length;
            all = Arrays.copyOf(all, before + c.length);
            System.arraycopy(c, 0, all, before, c.length);
        }
        Files.writeString(folder.resolve(name + ".xyz"), xyz);
        Files.writeString(folder.resolve("basis.json"), BASIS);
        try (NpzWriter out = NpzWriter.create(folder.resolve(name + ".npz"))) {
            out.put("coefficients", all, structures.size(), all.length / structures.size());
            out.commit();
        }
    }

    public static String yaml(String model) {
        return "data: {train: train.xyz, test: test.xyz}\n"
                + "representations:\n"
                + "  - calculator: lambda_soap\n"
                + "    cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}\n"
                + "    density: {type: Gaussian, width: 0.4}\n"
                + "    basis: {type: TensorProduct, max_angular: 3, radial: {type: Gto, max_radial: 3}}\n"
                + "model: " + model + "\n"
                + "targets: {density: {quantity: density, basis: basis.json, key: train.npz}}\n";
    }

    public static Options options(Path folder, String model) {
        return Options.parse(yaml(model), folder);
    }
}
