package org.lather.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.backend.Progress;
import org.lather.evaluation.ErrorStatistics;
import org.lather.execution.Execution;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;

/**
 * Measures time and memory of a fit of energies, forces and stress of rattled and strained cells of 64 silicon atoms,
 * labelled by {@link StillingerWeber}, and its errors on 20 other cells.
 *
 * <p>Usage: SolidFit FRAMES [REPRESENTATIVES [THREADS [BACKEND [NOISE]]]]; NOISE is {@code given} (default) or
 * {@code auto}
 */
public final class SolidFit {
    private static final int TEST = 20;

    private SolidFit() {}

    public static void main(String[] args) throws IOException {
        int frames = Integer.parseInt(args[0]);
        int representatives = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
        int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
        String name = args.length > 3 ? args[3] : "cpu";
        boolean auto = args.length > 4 && args[4].equals("auto");
        Path train = Files.createTempFile("lather-solid", ".xyz");
        Path test = Files.createTempFile("lather-solid", ".xyz");
        try (Backend backend = Backends.open(name, new BackendRequest(Precision.DOUBLE, threads, 0, null))) {
            write(train, frames, 1);
            write(test, TEST, 2);
            long begin = System.nanoTime();
            Execution execution = new Execution(3L << 30, Progress.NONE, null, () -> false);
            try (Model model = Trainer.of(options(representatives, auto), backend, execution)
                    .fit(Structures.read(train))) {
                double seconds = (System.nanoTime() - begin) * 1e-9;
                print(backend, model, frames, representatives, seconds);
                errors(model, test);
            }
        } finally {
            Files.delete(train);
            Files.delete(test);
        }
    }

    private static Options options(int representatives, boolean auto) {
        return Options.parse(
                """
                representations:
                  - calculator: power_spectrum
                    cutoff: {radius: 5.0, smoothing: {type: ShiftedCosine, width: 1.0}}
                    density: {type: Gaussian, width: 0.5}
                    basis: {type: TensorProduct, max_angular: 6, radial: {type: Gto, max_radial: 7}}
                model:
                  kernel: {zeta: 4}
                  representatives: {count: %d, selection: fps}
                  noise: %s
                targets: {energy: {baseline: composition, forces: {}, stress: {}}}
                """.formatted(
                        representatives, auto ? "auto" : "{energy: 1e-3, energy_forces: 0.02, energy_stress: 1e-4}"),
                Path.of(""));
    }

    /** The diamond lattice, twice in each direction, stretched and sheared by 2 %, atoms moved by 0.1 Å. */
    private static void write(Path file, int frames, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (OutputStream out = Files.newOutputStream(file)) {
            ExtendedXyzWriter writer = new ExtendedXyzWriter(out);
            for (int f = 0; f < frames; f++) {
                writer.write(StillingerWeber.labelled(cell(random)));
            }
            writer.flush();
        }
    }

    static Structure cell(SplittableRandom random) {
        double[] h = new double[9];
        for (int k = 0; k < 9; k++) {
            h[k] = 2 * 5.431 * ((k % 4 == 0 ? 1 : 0) + 0.02 * random.nextDouble(-1, 1));
        }
        int[] z = new int[64];
        double[] x = new double[192];
        for (int a = 0; a < 64; a++) {
            z[a] = 14;
            int site = a % 8;
            int cell = a / 8;
            // four sites of the face-centred lattice, and the same moved by a quarter of the diagonal
            int[] centre = {
                site % 4 == 1 || site % 4 == 2 ? 2 : 0, site % 4 == 1 || site % 4 == 3 ? 2 : 0, site % 4 >= 2 ? 2 : 0
            };
            for (int k = 0; k < 3; k++) {
                double u = (((cell >> k) & 1) * 4 + centre[k] + (site / 4)) / 8.0;
                for (int d = 0; d < 3; d++) {
                    x[3 * a + d] += u * h[3 * k + d];
                }
            }
            for (int d = 0; d < 3; d++) {
                x[3 * a + d] += 0.1 * random.nextGaussian();
            }
        }
        return Structure.of(z, x, Cell.periodic(h));
    }

    private static void print(Backend backend, Model model, int frames, int representatives, double seconds)
            throws IOException {
        TrainingReport r = model.report().orElseThrow();
        System.out.printf(
                Locale.ROOT,
                "%d cells of 64 atoms, %d representatives, %s, %d threads: %.0f s, held at most %.0f MB (estimate %.0f MB),"
                        + " process %.0f MB%n",
                frames,
                representatives,
                backend.info().device(),
                backend.info().threads(),
                seconds,
                r.peakBytes() * 1e-6,
                r.estimateBytes() * 1e-6,
                resident() * 1e-6);
        System.out.println("stages, s: " + new TreeMap<>(r.seconds()));
    }

    private static void errors(Model model, Path test) {
        var errors = ErrorStatistics.of(model.parameters());
        try (Frames frames = Structures.read(test).frames()) {
            model.predict(
                    frames,
                    Request.trained(model.parameters()),
                    Execution.defaults(),
                    p -> errors.forEach(e -> e.add(p)));
        }
        for (ErrorStatistics e : errors) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: MAE %.3g, RMSE %.3g, spread %.3g %s%n",
                    e.name(),
                    e.mae(),
                    e.rmse(),
                    e.spread(),
                    e.unit());
        }
    }

    /** The most that the process had in memory, bytes; 0 where the system does not say. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return 0;
    }
}
