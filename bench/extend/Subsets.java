import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.describe.FeatureRequest;
import org.lather.describe.StructureSelection;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.options.SelectionMethod;
import org.lather.predict.Model;
import org.lather.predict.Request;
import org.lather.selection.SelectionSettings;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.Trainer;

/**
 * Training sets of farthest structures beside random ones. Each seed draws a random first structure, from which farthest
 * points are selected, and a random order of the pool; models of both are tested. Prints one line of CSV for each.
 *
 * <pre>Subsets.java OPTIONS.yaml SIZES SEEDS THREADS</pre>
 *
 * The pool is data.train of the options, the test set data.test; the only target is {@code energy}.
 */
public final class Subsets {
    private static Backend backend;
    private static Options options;
    private static List<Structure> test;

    public static void main(String[] arguments) {
        options = Options.read(Path.of(arguments[0]));
        int[] sizes = Arrays.stream(arguments[1].split(",")).mapToInt(Integer::parseInt).toArray();
        int seeds = Integer.parseInt(arguments[2]);
        List<Structure> pool = list(options.data().trainingStructures());
        test = list(options.data().testStructures());
        FeatureRequest features =
                FeatureRequest.of(options.representations().get(0).descriptor());
        System.out.println("seed,method,size,target,mae,rmse,percentile_95,max");
        BackendRequest request = new BackendRequest(Precision.DOUBLE, Integer.parseInt(arguments[3]), 0, null);
        try (Backend opened = Backends.open("auto", request)) {
            backend = opened;
            for (int seed = 1; seed <= seeds; seed++) {
                Random random = new Random(seed);
                int start = random.nextInt(pool.size());
                int[] order = new Random(1000 + seed).ints(0, pool.size()).distinct().limit(pool.size()).toArray();
                SelectionSettings settings = new SelectionSettings(SelectionMethod.FPS, 0.5, start, seed);
                int[] farthest = new StructureSelection(backend, Execution.defaults())
                        .select(
                                new StructureSelection.Request(
                                        StructureSelection.What.STRUCTURES, settings, sizes[sizes.length - 1], features, ""),
                                Structures.of(pool))
                        .selection()
                        .indices();
                for (int size : sizes) {
                    report(seed, "random", size, pool, order);
                    report(seed, "fps", size, pool, farthest);
                }
            }
        }
    }

    private static List<Structure> list(Structures structures) {
        List<Structure> all = new ArrayList<>();
        structures.forEach(all::add);
        return all;
    }

    private static void report(int seed, String method, int size, List<Structure> pool, int[] order) {
        List<Structure> train =
                Arrays.stream(order).limit(size).mapToObj(pool::get).toList();
        List<Double> found = new ArrayList<>();
        try (Model m = Trainer.of(options, backend).fit(Structures.of(train))) {
            m.predict(
                    test.stream().filter(m::knows).iterator(),
                    Request.VALUES,
                    Execution.defaults(),
                    p -> found.add(Math.abs(p.value("energy") - p.structure().numbers("energy")[0])));
        }
        double[] errors = found.stream().mapToDouble(e -> e).sorted().toArray();
        System.out.println(String.format(
                Locale.ROOT,
                "%d,%s,%d,energy,%.6g,%.6g,%.6g,%.6g",
                seed,
                method,
                size,
                Arrays.stream(errors).average().orElseThrow(),
                Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElseThrow()),
                errors[(int) (0.95 * (errors.length - 1))],
                errors[errors.length - 1]));
        System.out.flush();
    }
}
