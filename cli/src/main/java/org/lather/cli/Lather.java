package org.lather.cli;

import java.util.LinkedHashMap;
import java.util.Map;
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
            return new String[] {line()};
        }

        static String line() {
            return "lather " + number();
        }

        static String number() {
            String v = Lather.class.getPackage().getImplementationVersion();
            return v == null ? "development" : v;
        }
    }

    private static final String COMPLETION = "completion";

    @CommandLine.Option(
            names = "--class-path",
            description = "Print the class path of this program, for java and jshell.")
    private boolean classPath;

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    private final Console console;

    private Lather(Console console) {
        this.console = console;
    }

    /** Returns whether the arguments ask for nothing but the version, which needs no command line. */
    static boolean asksForVersion(String... arguments) {
        return arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"));
    }

    /** Creates a subcommand. */
    private interface Subcommand {
        Object create(Console console);
    }

    private static Map<String, Subcommand> subcommands() {
        Map<String, Subcommand> out = new LinkedHashMap<>();
        out.put("demo", DemoCommand::new);
        out.put("init", InitCommand::new);
        out.put("train", TrainCommand::new);
        out.put("eval", EvalCommand::new);
        out.put("describe", DescribeCommand::new);
        out.put("select", SelectCommand::new);
        out.put("kernel", KernelCommand::new);
        out.put("map", MapCommand::new);
        out.put("curve", CurveCommand::new);
        out.put("tune", TuneCommand::new);
        out.put("crossval", CrossvalCommand::new);
        out.put("extend", ExtendCommand::new);
        out.put("rank", RankCommand::new);
        out.put("relax", RelaxCommand::new);
        out.put("drive", DriveCommand::new);
        out.put("model", ModelCommand::commandLine);
        out.put("backends", BackendsCommand::new);
        out.put("options", OptionsCommand::new);
        out.put(COMPLETION, CompletionCommand::new);
        return out;
    }

    /**
     * Creates the command line for the arguments of one call. If they begin with the name of a subcommand, it has only
     * that one, because reading the annotations of all takes longer than a short command.
     */
    static CommandLine commandLine(Console console, String... arguments) {
        CommandLine line = new CommandLine(new Lather(console));
        Map<String, Subcommand> all = subcommands();
        String first = arguments.length == 0 ? "" : arguments[0];
        Subcommand named = first.equals(COMPLETION) ? null : all.get(first);
        (named == null ? all : Map.of(first, named))
                .forEach((name, subcommand) -> line.addSubcommand(name, subcommand.create(console)));
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
        if (classPath) {
            console.print(System.getProperty("java.class.path"));
        } else if (spec != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "expected a command, like lather demo");
        }
    }
}
