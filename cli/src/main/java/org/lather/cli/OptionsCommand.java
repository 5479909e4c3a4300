package org.lather.cli;

import java.util.concurrent.Callable;
import org.lather.options.OptionsSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lather options}. */
@Command(
        name = "options",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  lather options --schema > lather-options.schema.json"},
        description = {
            "Prints the JSON Schema of options files, with which editors complete and check them.",
            "For VS Code: lather options --schema > lather-options.schema.json, and as the first line of the options"
                    + " file: # yaml-language-server: $schema=lather-options.schema.json"
        })
final class OptionsCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--schema", required = true, description = "Print the JSON Schema (draft 2020-12).")
    private boolean schema;

    OptionsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (schema) {
            console.print(OptionsSchema.json().stripTrailing());
        }
        return ExitCodes.OK;
    }
}
