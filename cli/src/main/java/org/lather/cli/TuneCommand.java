package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.execution.CancelledException;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.search.Journal;
import org.lather.search.Search;
import org.lather.search.SearchBudget;
import org.lather.search.SearchResult;
import org.lather.search.Trial;
import org.lather.structure.file.Structures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather tune}. */
@Command(
        name = "tune",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather tune options.yaml -o best.yaml",
            "  lather tune options.yaml --budget 1h --plot trials.png -o best.yaml",
            "  lather tune options.yaml --ranges 2,3,4,5 -o best.yaml"
        },
        description = "Searches hyper-parameters with the least error over held-out folds of the training structures:"
                + " the keys in the block `tune` of the options, or those that usually matter.")
final class TuneCommand implements Callable<Integer> {
    private static final double DEFAULT_SECONDS = 600;

    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Parameters(paramLabel = "OPTIONS.yaml", description = "The options file around which is searched.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "BEST.yaml",
            required = true,
            description = "The best options, a complete file. BEST.journal.jsonl beside it holds the scores, from which"
                    + " the same command resumes.")
    private Path output = Path.of("");

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            description = "Time after which the search ends, like 90s, 10min or 2h. Default: 10min, or none with"
                    + " --trials.",
            converter = TimeSpan.Converter.class)
    private @Nullable TimeSpan budget;

    @Option(names = "--trials", paramLabel = "N", description = "Number of different options that are tried.")
    private @Nullable Integer trials;

    @Option(
            names = "--structures",
            paramLabel = "N",
            description = "Largest number of training structures on which options are scored, drawn at random."
                    + " Default: all, but at most those of 30,000 environments.")
    private @Nullable Integer structures;

    @Option(
            names = "--ranges",
            paramLabel = "R[,R...]",
            split = ",",
            hideParamSyntax = true,
            description = "Instead of a search: the error with each of these cutoffs (in Å) of the first"
                    + " representation alone, and with the sum of their kernels.")
    private List<Double> ranges = new ArrayList<>();

    @Option(
            names = "--plot",
            paramLabel = "FILE.png",
            description = "Plot the scores of the trials, or with --ranges the error against the cutoff.")
    private @Nullable Path plot;

    @Option(names = "-r", paramLabel = "KEY=VALUE", description = "Replaces an option of the file; repeatable.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--json", description = "Print the trials as JSON.")
    private boolean json;

    private @Nullable Trial given;

    TuneCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Options options = Options.read(file, overrides);
        Structures train = TrainCommand.training(options, file);
        SearchBudget limits = limits();
        for (double r : ranges) {
            if (!(r > 0)) {
                throw new OptionsException("--ranges: expected positive numbers in Å, got " + r);
            }
        }
        Path journal = journal();
        check(train, journal);
        SearchResult result;
        try (Session session = Session.open(compute, console)) {
            Search search = new Search(options, session.backend(), session.execution(null), limits);
            result = ranges.isEmpty()
                    ? search.run(train, Journal.in(journal), t -> report(t, session))
                    : search.ranges(train, ranges, Journal.in(journal), t -> report(t, session));
            session.progress().end();
        }
        Path folder = output.toAbsolutePath().getParent();
        OutputFiles.text(output, result.toYaml(folder == null ? output.toAbsolutePath() : folder));
        if (plot != null) {
            TrialPlots.write(result, ranges, plot);
        }
        if (json) {
            console.printJson(result.toMap());
        } else {
            new TrialTable(result).print(console);
            console.print("written: " + output);
        }
        if (result.interrupted()) {
            throw new CancelledException("interrupted. " + output + " has the best of "
                    + result.trials().size() + " trials; the same command continues the search");
        }
        return ExitCodes.OK;
    }

    private SearchBudget limits() {
        if (trials != null && trials < 1) {
            throw new OptionsException("--trials: expected at least 1, got " + trials);
        }
        if (structures != null && structures < 2) {
            throw new OptionsException("--structures: expected at least 2, got " + structures);
        }
        double seconds = budget != null
                ? budget.seconds()
                : trials == null && ranges.isEmpty() ? DEFAULT_SECONDS : Double.POSITIVE_INFINITY;
        return new SearchBudget(
                trials == null ? Integer.MAX_VALUE : trials,
                seconds,
                structures == null ? Integer.MAX_VALUE : structures,
                structures == null ? SearchBudget.ENVIRONMENTS : Long.MAX_VALUE);
    }

    /** The file of scores beside the output: {@code best.yaml} and {@code best.journal.jsonl}. */
    private Path journal() {
        String name = String.valueOf(output.getFileName()).replaceFirst("\\.ya?ml$", "");
        return output.resolveSibling(name + ".journal.jsonl");
    }

    private void check(Structures train, Path journal) throws IOException {
        String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
        if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
            throw new OptionsException("-o " + output + ": expected a file name that ends in .yaml");
        }
        FilesInUse files = TrainCommand.inputs(file, train, null)
                .writes("-o", output)
                .writesAlso(journal, output)
                .writes("--plot", plot)
                .expectDistinct();
        files.expectWritable();
        PlotOption.check(plot);
    }

    private void report(Trial t, Session session) {
        Trial first = given == null ? t : given;
        given = first;
        session.progress().end();
        console.info(String.format(
                Locale.ROOT,
                "%,6d structures  %.4g %s  %5.1f s  %s",
                t.structures(),
                t.score(),
                t.unit(),
                t.seconds(),
                TrialTable.changed(t, first)));
        session.progress().stage("trials", 0);
    }
}
