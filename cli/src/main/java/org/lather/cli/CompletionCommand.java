package org.lather.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lather completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  source <(lather completion)"},
        description = {
            "Prints a script that lets bash and zsh complete commands and options.",
            "To load it: source <(lather completion)"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            console.print(AutoComplete.bash("lather", spec.root().commandLine()));
        }
        return ExitCodes.OK;
    }
}
