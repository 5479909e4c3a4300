package org.lather.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The entry point of the program. */
public final class Main {
    private static final String UNWRITTEN = "the standard output cannot be written";

    private Main() {}

    public static void main(String[] args) {
        if (Lather.asksForVersion(args)) {
            System.out.println(Lather.Version.line());
            if (System.out.checkError()) {
                System.err.println(UNWRITTEN);
                System.exit(ExitCodes.FAILURE);
            }
            return;
        }
        StatusLine status = new StatusLine(System.err, Boolean.getBoolean("lather.terminal"));
        System.setErr(status.stream());
        configureLog(Arrays.asList(args));
        Interruption interruption = new Interruption();
        interruption.install(status);
        int code = ExitCodes.FAILURE;
        try {
            code = run(args, new Console(System.out, status, interruption));
        } finally {
            interruption.end();
            System.exit(code);
        }
    }

    /**
     * Runs one command.
     *
     * @return the exit code
     */
    static int run(String[] args, Console console) {
        CommandLine line = Lather.commandLine(console, args);
        int code;
        try {
            code = line.execute(args);
        } catch (Exception | OutOfMemoryError | StackOverflowError | LinkageError | AssertionError e) {
            code = ExitCodes.report(e, console, line.getCommandSpec());
        }
        if (!console.flush()) {
            console.error(UNWRITTEN);
            return code == ExitCodes.OK ? ExitCodes.FAILURE : code;
        }
        return code;
    }

    /**
     * Configures logging. It must be called before the first message of the library, because SLF4J's simple logger
     * reads its settings once.
     */
    static void configureLog(List<String> args) {
        String level =
                args.contains("-vv") ? "debug" : args.contains("-v") ? "info" : args.contains("-q") ? "error" : "warn";
        String prefix = "org.slf4j.simpleLogger.";
        System.setProperty(prefix + "defaultLogLevel", level);
        System.setProperty(prefix + "showThreadName", "false");
        System.setProperty(prefix + "showLogName", "false");
        System.setProperty(prefix + "warnLevelString", "warning:");
    }
}
