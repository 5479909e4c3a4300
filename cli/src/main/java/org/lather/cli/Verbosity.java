package org.lather.cli;

import picocli.CommandLine.Option;

/** The options for the amount of messages, which every command has. */
final class Verbosity {
    @Option(names = "-v", description = "Tell more; -vv: still more, with stack traces of errors.")
    private boolean[] more = {};

    @Option(names = "-q", description = "Tell only errors.")
    private boolean quiet;

    int level() {
        return quiet ? -1 : more.length;
    }
}
