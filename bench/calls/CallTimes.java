import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * Times predictions of single structures beside streamed ones: a silicon dimer, molecules, and 64 silicon atoms, another
 * structure in each call.
 *
 * <p>Usage: CallTimes data FOLDER writes the training data of silicon; CallTimes time FOLDER THREADS ROUNDS prints a
 * line for each case: case, request, µs of wall time of a single call, of a streamed structure, their ratio, and µs of
 * processor time of a single call and of a streamed structure. Intervals of single and streamed predictions alternate;
 * times are medians of intervals, the ratio is the median of the ratios of neighbouring intervals.
 */
final class CallTimes {
    private static final int STRUCTURES = 64;
    private static final long INTERVAL = 100_000_000;

    private CallTimes() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        if (args[0].equals("data")) {
            writeSilicon(folder.resolve("silicon.xyz"));
            return;
        }
        int threads = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        List<Structure> molecules = readMolecules(folder.resolve("molecules.xyz"));
        List<String> names = args.length > 4 ? Arrays.asList(args[4].split(",")) : List.of("dimer", "chno", "si64");
        List<String> requests =
                args.length > 5 ? Arrays.asList(args[5].split(",")) : List.of("values", "gradients", "uncertainties");
        for (String name : names) {
            List<Structure> structures = new ArrayList<>();
            SplittableRandom random = new SplittableRandom(7);
            for (int i = 0; i < STRUCTURES; i++) {
                structures.add(
                        switch (name) {
                            case "dimer" -> Structure.of(
                                    new int[] {14, 14}, new double[] {0, 0, 0, 0.1, 0.2, 2 + 0.02 * i}, Cell.NONE);
                            case "chno" -> molecules.get(i);
                            case "si64" -> silicon(random);
                            default -> throw new IllegalArgumentException("expected dimer, chno or si64, got " + name);
                        });
            }
            for (String request : requests) {
                try (Calls calls = new Calls(
                        folder.resolve(name.equals("chno") ? "chno.safetensors" : "silicon.safetensors"),
                        threads,
                        request)) {
                    System.out.println(name + " " + request + " " + time(calls, structures, rounds));
                }
            }
        }
    }

    private static String time(Calls calls, List<Structure> structures, int rounds) {
        double[][] wall = new double[2][rounds];
        long[] cpu = new long[2];
        long[] count = new long[2];
        for (int r = -rounds; r < rounds; r++) {
            for (int way = 0; way < 2; way++) {
                long spent = processTime();
                long begin = System.nanoTime();
                long n = 0;
                while (System.nanoTime() - begin < INTERVAL) {
                    if (way == 1) {
                        calls.streamed(structures);
                    } else {
                        structures.forEach(calls::single);
                    }
                    n += structures.size();
                }
                if (r >= 0) {
                    wall[way][r] = (System.nanoTime() - begin) * 1e-3 / n;
                    cpu[way] += processTime() - spent;
                    count[way] += n;
                }
            }
        }
        double[] ratio = new double[rounds];
        Arrays.setAll(ratio, r -> wall[0][r] / wall[1][r]);
        return String.format(
                Locale.ROOT,
                "%.2f %.2f %.3f %.2f %.2f",
                median(wall[0]),
                median(wall[1]),
                median(ratio),
                1e-3 * cpu[0] / count[0],
                1e-3 * cpu[1] / count[1]);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long processTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** 64 atoms of the diamond lattice, each moved by normal deviates of 0.05 Å. */
    private static Structure silicon(SplittableRandom random) {
        double a = 2 * 5.431;
        int[] z = new int[64];
        double[] x = new double[192];
        Arrays.fill(z, 14);
        for (int i = 0; i < 64; i++) {
            int site = i % 8;
            int cell = i / 8;
            int[] centre = {
                site % 4 == 1 || site % 4 == 2 ? 2 : 0, site % 4 == 1 || site % 4 == 3 ? 2 : 0, site % 4 >= 2 ? 2 : 0
            };
            for (int k = 0; k < 3; k++) {
                x[3 * i + k] = a * (((cell >> k) & 1) * 4 + centre[k] + site / 4) / 8 + 0.05 * random.nextGaussian();
            }
        }
        return Structure.of(z, x, Cell.periodic(new double[] {a, 0, 0, 0, a, 0, 0, 0, a}));
    }

    /** 30 cells with energies of a pair potential: what a call costs does not depend on the labels. */
    private static void writeSilicon(Path file) throws IOException {
        double a = 2 * 5.431;
        StringBuilder out = new StringBuilder();
        SplittableRandom random = new SplittableRandom(3);
        for (int f = 0; f < 30; f++) {
            Structure s = silicon(random);
            double[] x = s.positions();
            double energy = 0;
            for (int i = 0; i < 64; i++) {
                for (int j = 0; j < i; j++) {
                    double square = 0;
                    for (int k = 0; k < 3; k++) {
                        double d = x[3 * i + k] - x[3 * j + k];
                        d -= a * Math.rint(d / a);
                        square += d * d;
                    }
                    double u = 4.5 / square;
                    energy += square < 25 ? u * u * u - 2 * u : 0;
                }
            }
            out.append("64\nLattice=\"").append(a).append(" 0 0 0 ").append(a).append(" 0 0 0 ").append(a);
            out.append("\" Properties=species:S:1:pos:R:3 pbc=\"T T T\" energy=").append(energy).append('\n');
            for (int i = 0; i < 64; i++) {
                out.append("Si ").append(x[3 * i]).append(' ').append(x[3 * i + 1]).append(' ');
                out.append(x[3 * i + 2]).append('\n');
            }
        }
        Files.writeString(file, out);
    }

    private static List<Structure> readMolecules(Path file) {
        List<Structure> out = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(file);
            for (int at = 0; out.size() < STRUCTURES; ) {
                int n = Integer.parseInt(lines.get(at).strip());
                int[] z = new int[n];
                double[] x = new double[3 * n];
                for (int i = 0; i < n; i++) {
                    String[] words = lines.get(at + 2 + i).strip().split("\\s+");
                    z[i] = switch (words[0]) {
                        case "H" -> 1;
                        case "C" -> 6;
                        case "N" -> 7;
                        case "O" -> 8;
                        default -> throw new IllegalArgumentException("expected H, C, N or O, got " + words[0]);
                    };
                    for (int k = 0; k < 3; k++) {
                        x[3 * i + k] = Double.parseDouble(words[1 + k]);
                    }
                }
                out.add(Structure.of(z, x, Cell.NONE));
                at += n + 2;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
