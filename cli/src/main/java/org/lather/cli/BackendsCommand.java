package org.lather.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.lather.backend.BackendReport;
import org.lather.backend.Backends;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lather backends}. */
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        description = "Lists what can compute here, and for what cannot, why and what helps.")
final class BackendsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    BackendsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<BackendReport> reports = Backends.report(compute.request());
        if (json) {
            console.printJson(reports);
            return ExitCodes.OK;
        }
        for (BackendReport r : reports) {
            String mark = r.selected() ? "*" : " ";
            console.print(String.format(Locale.ROOT, "%s %-10s %s", mark, r.name(), text(r))
                    .stripTrailing());
        }
        if (console.verbosity() >= 0) {
            console.print("* what --backend auto takes");
        }
        return ExitCodes.OK;
    }

    private static String text(BackendReport r) {
        if (r.available()) {
            return r.device() + (r.reason().isEmpty() || r.selected() ? "" : "; not taken by auto: " + r.reason());
        }
        return "not available: " + r.reason() + (r.cure().isEmpty() ? "" : ". " + r.cure());
    }
}
