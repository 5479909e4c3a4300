import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.lather.acquisition.Acquisition;
import org.lather.acquisition.Proposal;
import org.lather.acquisition.ProposalRequest;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;
import org.lather.evaluation.ComparedValues;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.target.Derivative;
import org.lather.training.Trainer;

/**
 * Rounds of active learning beside random choice. Each seed shuffles the pool and begins with its first structures;
 * in each round one training set grows by the structures that a model of it proposes, another by the next ones of the
 * shuffled pool. Both are fitted and tested after every round. Prints one line of CSV for each test.
 *
 * <pre>Rounds.java OPTIONS.yaml START STEP ROUNDS SEEDS THREADS</pre>
 *
 * The pool is data.train of the options, the test set data.test.
 */
public final class Rounds {
    private static Backend backend;
    private static Options options;
    private static List<Structure> test;
    private static PrintStream out;

    public static void main(String[] arguments) {
        options = Options.read(Path.of(arguments[0]));
        int start = Integer.parseInt(arguments[1]);
        int step = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        int seeds = Integer.parseInt(arguments[4]);
        int threads = Integer.parseInt(arguments[5]);
        List<Structure> pool = list(options.data().trainingStructures());
        test = list(options.data().testStructures());
        out = System.out;
        out.println("seed,method,size,target,mae,rmse,percentile_95,max");
        try (Backend opened = Backends.open("auto", new BackendRequest(Precision.DOUBLE, threads, 0, null))) {
            backend = opened;
            for (int seed = 1; seed <= seeds; seed++) {
                List<Structure> shuffled = new ArrayList<>(pool);
                Collections.shuffle(shuffled, new Random(seed));
                List<Structure> chosen = new ArrayList<>(shuffled.subList(0, start));
                for (int round = 0; round <= rounds; round++) {
                    int size = start + round * step;
                    try (Model m = fit(chosen)) {
                        report(seed, "extend", size, m);
                        if (round < rounds) {
                            Proposal next = new Acquisition(m.parameters(), backend, Execution.defaults())
                                    .propose(Structures.of(shuffled), ProposalRequest.of(step));
                            next.chosen().forEach(c -> chosen.add(c.structure()));
                        }
                    }
                    if (round > 0) {
                        try (Model m = fit(shuffled.subList(0, size))) {
                            report(seed, "random", size, m);
                        }
                    }
                }
            }
        }
    }

    private static List<Structure> list(Structures structures) {
        List<Structure> all = new ArrayList<>();
        structures.forEach(all::add);
        return all;
    }

    private static Model fit(List<Structure> structures) {
        return Trainer.of(options, backend).fit(Structures.of(structures));
    }

    private static void report(int seed, String method, int size, Model model) {
        List<Prediction> predictions = new ArrayList<>();
        Request request = Request.trained(model.parameters());
        model.predict(test.iterator(), request, Execution.defaults(), predictions::add);
        for (FittedTarget t : model.parameters().targets()) {
            line(seed, method, size, t, null, predictions);
            t.target().derivatives().forEach(d -> line(seed, method, size, t, d, predictions));
        }
        out.flush();
    }

    private static void line(
            int seed, String method, int size, FittedTarget t, Derivative d, List<Prediction> predictions) {
        double[] errors = predictions.stream()
                .flatMap(p -> ComparedValues.of(p, t, d).stream())
                .flatMapToDouble(c -> {
                    double[] e = c.predictions().clone();
                    Arrays.setAll(e, i -> Math.abs(e[i] - c.references()[i]));
                    return Arrays.stream(e).filter(Double::isFinite);
                })
                .sorted()
                .toArray();
        double mae = Arrays.stream(errors).average().orElseThrow();
        double rmse = Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElseThrow());
        out.println(String.format(
                Locale.ROOT,
                "%d,%s,%d,%s,%.6g,%.6g,%.6g,%.6g",
                seed,
                method,
                size,
                d == null ? t.name() : d.name(t.name()),
                mae,
                rmse,
                errors[(int) (0.95 * (errors.length - 1))],
                errors[errors.length - 1]));
    }
}
