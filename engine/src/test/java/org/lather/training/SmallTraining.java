package org.lather.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.backend.Progress;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** Small trainings for tests: structures, options and backends. */
public final class SmallTraining {
    private SmallTraining() {}

    public static Backend reference() {
        return Backends.open("reference", new BackendRequest(Precision.DOUBLE, 1, 0, null));
    }

    /** Options with a power spectrum of few functions. */
    public static Options options(String model, String targets) {
        return options(2, 2, model, targets);
    }

    public static Options options(int maxRadial, int maxAngular, String model, String targets) {
        return Options.parse("""
                representations:
                  - calculator: power_spectrum
                    cutoff: {radius: 3.0, smoothing: {type: ShiftedCosine, width: 0.5}}
                    density: {type: Gaussian, width: 0.4}
                    basis: {type: TensorProduct, max_angular: %d, radial: {type: Gto, max_radial: %d}}
                model: {%s}
                targets: {%s}
                """.formatted(maxAngular, maxRadial, model, targets), Path.of(""));
    }

    public static Path chno() {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path chno = p.resolve("src/examples/chno");
            if (Files.isDirectory(chno)) {
                return chno;
            }
        }
        throw new IllegalStateException("expected src/examples/chno in a folder above the working directory");
    }

    /** The first structures of a file of the example chno. */
    public static List<Structure> chno(String file, int count) {
        List<Structure> out = new ArrayList<>();
        try (Frames frames = Structures.read(chno().resolve(file)).frames()) {
            while (out.size() < count && frames.hasNext()) {
                out.add(frames.next());
            }
        }
        return out;
    }

    /** Clusters of 3 to 8 atoms of hydrogen, carbon and oxygen, no nearer than 0.8 Å, with targets. */
    public static List<Structure> clusters(long seed, int count) {
        Random random = new Random(seed);
        List<Structure> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int n = 3 + random.nextInt(6);
            int[] z = new int[n];
            double[] x = new double[3 * n];
            for (int a = 0; a < n; a++) {
                z[a] = new int[] {1, 6, 8}[a < 3 ? a : random.nextInt(3)];
                place(random, x, a);
            }
            out.add(labelled(Structure.of(z, x, Cell.NONE)));
        }
        return out;
    }

    private static void place(Random random, double[] x, int atom) {
        double side = 1.3 * Math.cbrt(x.length / 3.0) + 0.8;
        boolean free = false;
        while (!free) {
            for (int d = 0; d < 3; d++) {
                x[3 * atom + d] = side * random.nextDouble();
            }
            free = true;
            for (int b = 0; b < atom; b++) {
                free &= distance(x, atom, b) > 0.8;
            }
        }
    }

    private static double distance(double[] x, int a, int b) {
        return Math.sqrt(Math.pow(x[3 * a] - x[3 * b], 2)
                + Math.pow(x[3 * a + 1] - x[3 * b + 1], 2)
                + Math.pow(x[3 * a + 2] - x[3 * b + 2], 2));
    }

    /**
     * The structure with a value of each atom (column {@code charge}), the sum of another (key {@code energy}), and a
     * mean (key {@code gap}): smooth functions of the distances.
     */
    public static Structure labelled(Structure s) {
        int n = s.size();
        double[] x = s.positions();
        double[] charge = new double[n];
        double energy = 0;
        double gap = 0;
        for (int i = 0; i < n; i++) {
            double density = 0;
            for (int j = 0; j < n; j++) {
                if (j != i) {
                    double e = Math.exp(-distance(x, i, j));
                    density += e * Math.sqrt(s.atomicNumber(j));
                    charge[i] += 0.3 * e * (s.atomicNumber(i) - s.atomicNumber(j));
                }
            }
            energy -= s.atomicNumber(i) * (10 + Math.sqrt(density));
            gap += density / n;
        }
        return s.with(s.annotations()
                .with("energy", energy)
                .with("gap", gap)
                .with("cheap", 0.9 * energy + 1)
                .withColumn("charge", 1, charge));
    }

    public static Model fit(Options options, Backend backend, List<Structure> structures) {
        return Trainer.of(options, backend).fit(Structures.of(structures));
    }

    public static Execution execution(long budgetBytes) {
        return new Execution(budgetBytes, Progress.NONE, null, () -> false);
    }

    /** Predictions of one target for all structures, one after another. */
    public static double[] predict(Model model, String target, List<Structure> structures) {
        List<Double> out = new ArrayList<>();
        model.predict(structures.iterator(), Request.VALUES, Execution.defaults(), p -> {
            for (double v : p.values(target)) {
                out.add(v);
            }
        });
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
