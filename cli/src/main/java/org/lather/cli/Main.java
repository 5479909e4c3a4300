package org.lather.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The entry point of the program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (Lather.asksForVersion(args)) {
            System.out.println(Lather.Version.line());
            return;
        }
        StatusLine status = new StatusLine(System.err, Boolean.getBoolean("lather.terminal"));
        System.setErr(status.stream());
        configureLog(Arrays.asList(args));
        Interruption interruption = new Interruption();
        interruption.install(status);
        int code = run(args, new Console(System.out, status, interruption));
        interruption.end();
        System.exit(code);
    }

    /**
     * Runs one command.
     *
     * @return the exit code
     */
    static int run(String[] args, Console console) {
        CommandLine line = Lather.commandLine(console, args);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            return ExitCodes.report(e, console, line.getCommandSpec());
        } finally {
            console.flush();
        }
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
