package org.lather.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.classification.ClassifierFile;
import org.lather.electrons.DensityFile;
import org.lather.model.FittedBlock;
import org.lather.model.FittedTarget;
import org.lather.model.ModelFile;
import org.lather.model.ModelParameters;
import org.lather.model.ModelSummary;
import org.lather.target.Derivative;
import org.lather.target.RowType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lather model}. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        synopsisSubcommandLabel = "show|verify",
        footerHeading = "%nExamples:%n",
        footer = {"  lather model show model.safetensors", "  lather model verify model.safetensors"},
        description = "Shows what is inside a model file, or checks it.")
final class ModelCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** Returns the command with its two subcommands. */
    static CommandLine commandLine(Console console) {
        return new CommandLine(new ModelCommand())
                .addSubcommand(new Show(console))
                .addSubcommand(new Verify(console));
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "expected show or verify");
        }
    }

    /** {@code lather model show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            versionProvider = Lather.Version.class,
            footerHeading = "%nExamples:%n",
            footer = {"  lather model show model.safetensors"},
            description = "Prints what a model was trained on, its targets and its options.")
    static final class Show implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "MODEL", description = "The model.")
        private Path file = Path.of("");

        @Option(names = "--no-verify", description = "Do not check the checksums.")
        private boolean noVerify;

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        @Option(
                names = "--memory",
                paramLabel = "SIZE",
                description = "Budget of predictions, like 3GiB, on which it depends whether their sums are folded."
                        + " Default: half of the machine's memory.",
                converter = MemorySize.Converter.class)
        private MemorySize memory = MemorySize.automatic();

        Show(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            if (ClassifierFile.is(file)) {
                new Classification(console, json).show(file, !noVerify);
                return ExitCodes.OK;
            }
            if (DensityFile.is(file)) {
                new Densities(console, json).show(file, !noVerify);
                return ExitCodes.OK;
            }
            ModelParameters m = ModelFile.read(file, !noVerify);
            if (json) {
                Map<String, Object> out = new LinkedHashMap<>();
                out.put("model", file.toString());
                out.putAll(ModelSummary.toMap(m, m.folding().within(memory.workBytes())));
                console.printJson(out);
                return ExitCodes.OK;
            }
            console.print("elements         " + String.join(", ", ModelSummary.elements(m)));
            console.print(String.format(Locale.ROOT, "representatives  %,d", m.size()));
            for (FittedTarget t : m.targets()) {
                console.print(String.format(
                        Locale.ROOT,
                        "target           %s: %s%s, unit %s, noise %.4g",
                        t.name(),
                        t.target().isTensor()
                                ? "tensor of rank " + t.target().form().rank() + ", "
                                : "",
                        t.target().quantity().name().toLowerCase(Locale.ROOT),
                        t.target().unit(),
                        t.noise()));
                for (FittedBlock p : t.target().isTensor() ? t.blocks() : List.<FittedBlock>of()) {
                    console.print(String.format(
                            Locale.ROOT,
                            "  lambda %d sigma %+d: noise %.4g, signal %.4g",
                            p.irrep().lambda(),
                            p.irrep().sigma(),
                            p.noise(),
                            p.signal()));
                }
                for (Derivative d : t.target().derivatives()) {
                    console.print(String.format(
                            Locale.ROOT,
                            "target           %s: unit %s, noise %.4g",
                            d.name(t.name()),
                            d.unit(),
                            t.derivativeNoise().get(new RowType.Gradient(d.kind()))));
                }
            }
            FoldedLines.of(m.folding(), memory.workBytes()).forEach(console::print);
            m.provenance().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(e -> console.print(String.format(Locale.ROOT, "%-16s %s", e.getKey(), e.getValue())));
            console.print("options");
            m.options().toYaml().lines().forEach(l -> console.print("  " + l));
            return ExitCodes.OK;
        }
    }

    /** {@code lather model verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            versionProvider = Lather.Version.class,
            footerHeading = "%nExamples:%n",
            footer = {"  lather model verify model.safetensors"},
            description = "Checks every checksum of a model file.")
    static final class Verify implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "MODEL", description = "The model.")
        private Path file = Path.of("");

        @Option(names = "--json", description = "Print the result as JSON.")
        private boolean json;

        Verify(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            int tensors;
            try (SafetensorsReader in = SafetensorsReader.open(file, ModelFile.FORMAT, true)) {
                tensors = in.names().size();
            }
            if (ClassifierFile.is(file)) {
                ClassifierFile.read(file, false);
            } else if (DensityFile.is(file)) {
                DensityFile.read(file, false);
            } else {
                ModelFile.read(file, false);
            }
            if (json) {
                Map<String, Object> out = new LinkedHashMap<>();
                out.put("model", file.toString());
                out.put("intact", true);
                out.put("arrays", tensors);
                console.printJson(out);
            } else {
                console.print(file + ": intact, the checksums of the file and its " + tensors + " arrays agree");
            }
            return ExitCodes.OK;
        }
    }
}
