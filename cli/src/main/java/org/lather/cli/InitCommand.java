package org.lather.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.options.OptionsException;
import org.lather.structure.file.Structures;
import org.lather.survey.FirstOptions;
import org.lather.survey.Survey;
import org.lather.survey.SurveyRequest;
import org.lather.survey.TrainingTime;
import org.lather.target.Unit;
import org.lather.training.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lather init train.xyz -o options.yaml",
            "  lather init train.xyz -o options.yaml --target energy --unit energy=Ha --unit forces=Ha/bohr"
        },
        description = "Writes first options for training out of the structures: targets with their units, cutoff,"
                + " density, basis and representatives, with comments that say why.")
final class InitCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Parameters(
            paramLabel = "DATA",
            arity = "1..*",
            description = "Training structures: files, each with an optional slice FILE@start:stop:step.")
    private List<String> data = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OPTIONS.yaml",
            required = true,
            description = "The options file.")
    private Path output = Path.of("");

    @Option(
            names = "--target",
            paramLabel = "NAME[,NAME...]",
            split = ",",
            hideParamSyntax = true,
            description = "What to learn: a key or column of the structures, or energy, dipole, polarizability,"
                    + " shielding ... Default: all that are recognised.")
    private List<String> targets = new ArrayList<>();

    @Option(
            names = "--unit",
            paramLabel = "NAME=UNIT",
            description = "Unit of a target, or of its forces, stress or virial, like energy=Ha or forces=Ha/bohr;"
                    + " repeatable. Default: what the values show, otherwise assumed.")
    private Map<String, String> units = new LinkedHashMap<>();

    @Option(
            names = "--group",
            paramLabel = "KEY",
            description =
                    "Key whose equal values make structures a group, which no fold of a cross-validation divides.")
    private String group = "";

    @Mixin
    private final TypesOption types = new TypesOption();

    @Option(names = "--force", description = "Replace an options file that exists.")
    private boolean force;

    @Option(names = "--json", description = "Print options, targets and notes as JSON.")
    private boolean json;

    InitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.exists(output) && !force) {
            throw new OptionsException(
                    "-o " + output + ": expected a name that is not in use, found a file. Choose another, or replace it"
                            + " with --force");
        }
        units.forEach((name, unit) -> {
            try {
                Unit.of(unit);
            } catch (IllegalArgumentException e) {
                throw new OptionsException("--unit " + name + "=" + unit + ": " + e.getMessage(), e);
            }
        });
        Path here = Path.of("").toAbsolutePath();
        Structures structures = Structures.read(data, here, types.types());
        new FilesInUse()
                .reads("the data", structures)
                .writes("-o", output)
                .expectDistinct()
                .expectWritable();
        OutputFiles.expectOptions(output);
        try (Session session = Session.open(compute, console)) {
            Survey survey = Survey.of(structures, session.progress());
            session.progress().end();
            FirstOptions first = FirstOptions.of(survey, request(here));
            List<String> notes = new ArrayList<>(first.notes());
            String memory = memory(first, structures, session);
            String time = time(first, survey, session);
            OutputFiles.text(output, first.text());
            report(first, notes, List.of(memory, time));
        }
        return ExitCodes.OK;
    }

    private SurveyRequest request(Path here) {
        Path folder = output.toAbsolutePath().normalize().getParent();
        Path from = folder == null ? here : folder;
        List<String> train = data.stream()
                .map(d -> Path.of(d).isAbsolute()
                        ? d
                        : slashes(from.relativize(here.resolve(d).normalize())))
                .toList();
        return new SurveyRequest(train, types.types(), from, targets, units, group);
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static String memory(FirstOptions first, Structures structures, Session session) {
        try {
            MemoryPlan plan = Trainer.of(first.options(), session.backend(), session.quietExecution())
                    .plan(structures);
            return "memory: " + plan.describe();
        } catch (MemoryBudgetException e) {
            return String.valueOf(e.getMessage());
        } finally {
            session.progress().end();
        }
    }

    private static String time(FirstOptions first, Survey survey, Session session) {
        session.progress().stage("estimating the time", 0);
        try {
            double seconds = TrainingTime.seconds(first.options(), survey, session.backend(), session.quietExecution());
            return "time: a training takes about " + duration(seconds) + " on this machine"
                    + (seconds > 1800 ? "; begin with a part of the structures, as in -r data.train=FILE@:1000" : "");
        } finally {
            session.progress().end();
        }
    }

    private static String duration(double seconds) {
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1g", Math.max(1, seconds)).contains("e")
                    ? Math.round(seconds / 10) * 10 + " s"
                    : Math.max(1, Math.round(seconds)) + " s";
        }
        return seconds < 5400
                ? Math.round(seconds / 60) + " minutes"
                : String.format(Locale.ROOT, "%.1f hours", seconds / 3600);
    }

    private void report(FirstOptions first, List<String> notes, List<String> estimates) {
        notes.addAll(estimates);
        if (json) {
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            out.put("written", output.toString());
            out.put("options", first.options().toMap());
            out.put("targets", first.targets());
            out.put("notes", notes);
            console.printJson(out);
            return;
        }
        console.print(first.summary());
        first.lines().forEach(console::print);
        notes.forEach(console::print);
        console.print("written: " + output);
        console.print("next: lather train " + output + " -o model.safetensors");
    }
}
