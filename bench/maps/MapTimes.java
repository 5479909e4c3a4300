import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.lather.arrayfile.NpyReader;
import org.lather.arrayfile.NpyWriter;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Precision;
import org.lather.execution.Execution;
import org.lather.maps.DistanceHistogram;
import org.lather.maps.KernelPca;
import org.lather.maps.Sigmoid;
import org.lather.maps.SketchMap;
import org.lather.maps.SketchMapFit;

/**
 * Times the map of the points of a kernel matrix and the projection of 100,000 points, and writes the map.
 * Arguments: K.npy, map.npy, threads; then sigma, A, B, a, b if they are not to be suggested.
 */
public final class MapTimes {
    private static final int PROJECTED = 100_000;
    private static final int BATCH = 5_000;

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        double[] k = NpyReader.read(Path.of(args[0])).numbers();
        int n = (int) Math.round(Math.sqrt(k.length));
        int threads = Integer.parseInt(args[2]);
        DistanceHistogram histogram = new DistanceHistogram(SketchMapFit.distances(k, n), n);
        double[] given = Arrays.stream(args).skip(3).mapToDouble(Double::parseDouble).toArray();
        double sigma = given.length > 0 ? given[0] : histogram.sigma();
        Sigmoid high = given.length > 0 ? new Sigmoid(sigma, given[1], given[2]) : histogram.high(sigma);
        Sigmoid low = given.length > 0 ? new Sigmoid(sigma, given[3], given[4]) : histogram.low(sigma);
        out.printf(Locale.ROOT, "points %d, high: %s, low: %s%n", n, high, low);
        try (Backend backend = Backends.open("cpu", new BackendRequest(Precision.DOUBLE, threads, 0, null))) {
            DenseAlgebra algebra = backend.algebra().host();
            SketchMapFit fit = new SketchMapFit(2, high, low, algebra, threads);
            SketchMap map = null;
            for (int repeat = 0; repeat < 3; repeat++) {
                long begin = System.nanoTime();
                KernelPca.fit(k.clone(), n, 2, threads);
                long middle = System.nanoTime();
                map = fit.fit(k, n, Execution.defaults());
                out.printf(
                        Locale.ROOT,
                        "kernel PCA %.3f s, sketch-map %.3f s, stress %.6f%n",
                        (middle - begin) * 1e-9,
                        (System.nanoTime() - middle) * 1e-9,
                        map.stress());
            }
            long begin = System.nanoTime();
            for (int done = 0; done < PROJECTED; done += BATCH) {
                double[] rows = new double[BATCH * n];
                double[] own = new double[BATCH];
                for (int i = 0; i < BATCH; i++) {
                    int row = (done + i) % n;
                    System.arraycopy(k, row * n, rows, i * n, n);
                    own[i] = k[row * n + row];
                }
                map.project(rows, own);
            }
            out.printf(Locale.ROOT, "%d points projected in %.1f s%n", PROJECTED, (System.nanoTime() - begin) * 1e-9);
            try (NpyWriter file = NpyWriter.create(Path.of(args[1]), 2)) {
                file.append(map.landmarks(), 0, n);
                file.commit();
            }
        }
    }
}
