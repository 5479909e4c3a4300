import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.model.ModelFile;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.structure.Cell;
import org.lather.structure.Structure;
import org.lather.uncertainty.Uncertainties;

/**
 * Times predictions of 64 silicon atoms with and without the members of a committee, alternating in one process.
 *
 * <p>Usage: MemberTimes MODEL BACKEND THREADS ROUNDS. Prints a line for each request: µs of wall time and of processor
 * time, medians over the rounds, and the median of the ratios of neighbouring intervals to the request without members.
 */
final class MemberTimes {
    private static final long INTERVAL = 200_000_000;

    private MemberTimes() {}

    /** A request, and the one without members with which it is compared. */
    private record Case(String name, Request request, int base) {}

    public static void main(String[] args) {
        List<Case> cases = List.of(
                new Case("energy", Request.VALUES, 0),
                new Case("energy, members", Request.UNCERTAINTIES, 0),
                new Case("forces", Request.GRADIENTS, 2),
                new Case("forces, members of the energy", Request.GRADIENTS.with(Uncertainties.VALUES), 2),
                new Case("forces, all members", Request.GRADIENTS.with(Uncertainties.ALL), 2));
        int threads = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        SplittableRandom random = new SplittableRandom(7);
        Structure[] structures = new Structure[16];
        Arrays.setAll(structures, i -> silicon(random));
        double[][] wall = new double[cases.size()][rounds];
        double[][] cpu = new double[cases.size()][rounds];
        try (Backend backend = Backends.open(args[1], new BackendRequest(Precision.DOUBLE, threads, 0, null))) {
            Model[] models = new Model[cases.size()];
            Arrays.setAll(models, i -> Model.of(ModelFile.read(Path.of(args[0]), false), backend));
            for (int r = -3; r < rounds; r++) {
                for (int c = 0; c < cases.size(); c++) {
                    long spent = processTime();
                    long begin = System.nanoTime();
                    int n = 0;
                    while (System.nanoTime() - begin < INTERVAL) {
                        models[c].predict(structures[n++ % structures.length], cases.get(c).request);
                    }
                    if (r >= 0) {
                        wall[c][r] = 1e-3 * (System.nanoTime() - begin) / n;
                        cpu[c][r] = 1e-3 * (processTime() - spent) / n;
                    }
                }
            }
            for (Model m : models) {
                m.close();
            }
        }
        for (int c = 0; c < cases.size(); c++) {
            double[] ratio = new double[rounds];
            int own = c;
            int base = cases.get(c).base;
            Arrays.setAll(ratio, r -> cpu[own][r] / cpu[base][r]);
            System.out.printf(
                    Locale.ROOT,
                    "%-30s %9.0f µs  %9.0f µs CPU  %5.2f times%n",
                    cases.get(c).name,
                    median(wall[c]),
                    median(cpu[c]),
                    median(ratio));
        }
    }

    private static double median(double[] v) {
        double[] sorted = v.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long processTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static Structure silicon(SplittableRandom random) {
        double a = 2 * 5.47;
        int[] z = new int[64];
        double[] x = new double[192];
        Arrays.fill(z, 14);
        for (int i = 0; i < 64; i++) {
            int site = i % 8;
            int[] centre = {
                site % 4 == 1 || site % 4 == 2 ? 2 : 0, site % 4 == 1 || site % 4 == 3 ? 2 : 0, site % 4 >= 2 ? 2 : 0
            };
            for (int k = 0; k < 3; k++) {
                x[3 * i + k] =
                        a * (((i / 8 >> k) & 1) * 4 + centre[k] + site / 4) / 8 + 0.05 * random.nextGaussian();
            }
        }
        return Structure.of(z, x, Cell.periodic(new double[] {a, 0, 0, 0, a, 0, 0, 0, a}));
    }
}
