package org.lather.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import org.lather.arrayfile.ModelFileException;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.UnavailableBackendException;
import org.lather.error.LatherException;
import org.lather.error.NotFiniteException;
import org.lather.execution.CancelledException;
import org.lather.execution.MemoryBudgetException;
import org.lather.neighbour.TooManyPairsException;
import org.lather.options.OptionsException;
import org.lather.options.Suggestion;
import org.lather.potential.NumericalException;
import org.lather.regression.NotConvergedException;
import org.lather.structure.DataException;
import org.lather.structure.Quoted;
import org.lather.structure.UnknownElementException;
import org.lather.structure.file.StructureFileException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Maps failures to exit codes and reports them in one sentence; the stack trace is printed only with {@code -vv}. */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int DATA = 3;
    static final int NUMERICAL = 4;
    static final int BACKEND = 5;
    static final int INTERRUPTED = 130;

    private ExitCodes() {}

    static int of(Throwable e) {
        if (e instanceof ParameterException
                || e instanceof OptionsException
                || e instanceof MemoryBudgetException
                || e instanceof InvalidPathException
                || e instanceof TooManyPairsException
                || e instanceof OutOfMemoryError) {
            return USAGE;
        }
        if (e instanceof DataException || e instanceof StructureFileException || e instanceof ModelFileException) {
            return DATA;
        }
        if (e instanceof NotPositiveDefiniteException
                || e instanceof NumericalException
                || e instanceof NotConvergedException
                || e instanceof NotFiniteException) {
            return NUMERICAL;
        }
        if (e instanceof UnavailableBackendException) {
            return BACKEND;
        }
        if (e instanceof CancelledException) {
            return INTERRUPTED;
        }
        return FAILURE;
    }

    /** Reports a failure and returns its exit code. */
    static int report(Throwable e, Console console, CommandSpec command) {
        int code = of(e);
        console.error(sentence(e, code, command));
        if (console.verbosity() >= 2) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            console.error(trace.toString().stripTrailing());
        }
        return code;
    }

    private static String sentence(Throwable e, int code, CommandSpec command) {
        if (e instanceof OutOfMemoryError) {
            return "memory: the work needs more than the budget of "
                    + MemorySize.show(MemorySize.automatic().bytes()) + ". Use a larger --memory";
        }
        if (e instanceof UncheckedIOException io && io.getCause() != null) {
            return sentence(io.getCause(), code, command);
        }
        if (e instanceof IOException) {
            return file(e);
        }
        if (e instanceof UnknownElementException u) {
            return u.fact() + ". " + unknownElement(command);
        }
        if (e instanceof LatherException l) {
            return l.describe(new CommandSpelling(command));
        }
        if (e instanceof InvalidPathException p) {
            return "expected the name of a file, got " + Quoted.of(p.getInput()) + ": " + p.getReason();
        }
        String message = e.getMessage();
        return code != FAILURE && message != null
                ? message
                : "internal error: " + (message == null ? e.getClass().getSimpleName() : message)
                        + ". Run again with -vv for the stack trace and report it";
    }

    /**
     * The remedy for a structure with an element that the model does not know, in terms of the options of the command.
     */
    private static String unknownElement(CommandSpec command) {
        if (command.findOption("--skip-unknown") != null) {
            return "Leave such frames out: --skip-unknown";
        }
        if (command.findOption("-r") == null) {
            return "Use a model that was trained with it";
        }
        return (command.findOption("--sizes") != null ? "Use larger --sizes, or leave" : "Leave")
                + " such frames out of data.test";
    }

    private static String file(Throwable e) {
        String name = e instanceof FileSystemException f ? f.getFile() + ": " : "";
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return name + "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return name + "no permission";
        }
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        return name + (reason == null ? e.getClass().getSimpleName() : reason);
    }

    /** Called by picocli for invalid arguments. */
    static int usage(ParameterException e, Console console) {
        CommandLine line = e.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        String sentence = usageSentence(e);
        console.error(sentence + (sentence.endsWith("?") ? " See " : ". See ") + name + " --help");
        return USAGE;
    }

    private static String usageSentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException u) {
            String word = u.getUnmatched().isEmpty() ? "" : u.getUnmatched().get(0);
            CommandLine line = u.getCommandLine();
            boolean option = word.startsWith("-");
            Collection<String> known = option
                    ? line.getCommandSpec().optionsMap().keySet()
                    : line.getSubcommands().keySet();
            return "unknown " + (option ? "option" : known.isEmpty() ? "argument" : "command") + " `" + word + "`"
                    + Suggestion.of(word, known)
                            .map(near -> ". Did you mean `" + near + "`?")
                            .orElse("");
        }
        String message = String.valueOf(e.getMessage());
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
