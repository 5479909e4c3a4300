package org.lather.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command {@code lather} with its subcommands. */
@Command(
        name = "lather",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Physics-based machine learning of materials and molecules.",
        footer = {"", "Begin with: lather demo", "Help for a command: lather COMMAND --help"})
final class Lather implements Runnable {
    /** Prints the version of this build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"lather " + number()};
        }

        static String number() {
            String v = Lather.class.getPackage().getImplementationVersion();
            return v == null ? "development" : v;
        }
    }

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    static CommandLine commandLine(Console console) {
        CommandLine line = new CommandLine(new Lather());
        line.addSubcommand(new DemoCommand(console));
        line.addSubcommand(new TrainCommand(console));
        line.addSubcommand(new EvalCommand(console));
        line.addSubcommand(new DescribeCommand(console));
        line.addSubcommand(new CurveCommand(console));
        line.addSubcommand(new RelaxCommand(console));
        line.addSubcommand(new DriveCommand(console));
        line.addSubcommand("model", ModelCommand.commandLine(console));
        line.addSubcommand(new BackendsCommand(console));
        line.addSubcommand(new OptionsCommand(console));
        line.addSubcommand(new CompletionCommand(console));
        addVerbosity(line);
        line.setOut(console.results());
        line.setErr(console.errors());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setAbbreviatedOptionsAllowed(false);
        line.setParameterExceptionHandler((e, args) -> ExitCodes.usage(e, console));
        line.setExecutionExceptionHandler(
                (e, command, result) -> ExitCodes.report(e, console, command.getCommandSpec()));
        line.setExecutionStrategy(parsed -> {
            ParseResult command = last(parsed);
            console.setVerbosity(verbosity(command));
            console.setSpelling(new CommandSpelling(command.commandSpec()));
            return new RunLast().execute(parsed);
        });
        return line;
    }

    private static void addVerbosity(CommandLine line) {
        for (CommandLine sub : line.getSubcommands().values()) {
            addVerbosity(sub);
            if (sub.getSubcommands().isEmpty()) {
                sub.addMixin("verbosity", new Verbosity());
            }
        }
    }

    private static ParseResult last(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.subcommand() != null) {
            last = last.subcommand();
        }
        return last;
    }

    private static int verbosity(ParseResult command) {
        Object mixin = command.commandSpec().mixins().containsKey("verbosity")
                ? command.commandSpec().mixins().get("verbosity").userObject()
                : null;
        return mixin instanceof Verbosity v ? v.level() : 0;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "expected a command, like lather demo");
        }
    }
}
