package org.lather.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.BackendReport;
import org.lather.backend.Backends;
import org.lather.backend.Transferred;
import org.lather.backend.selftest.Check;
import org.lather.backend.selftest.SelfTest;
import org.lather.execution.MemoryPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lather backends}. */
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        versionProvider = Lather.Version.class,
        footerHeading = "%nExamples:%n",
        footer = {"  lather backends", "  lather backends --selftest"},
        description = "Lists what can compute here, and for what cannot, why and what helps.")
final class BackendsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    @Option(
            names = "--selftest",
            description = "Compare each operation with the reference backend, and print error and rate: of the backend"
                    + " that --backend names, else of the one that auto takes.")
    private boolean selfTest;

    @Spec
    private @Nullable CommandSpec spec;

    BackendsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (selfTest) {
            return selfTest();
        }
        List<BackendReport> reports = Backends.report(compute.request());
        if (json) {
            console.printJson(reports.stream().map(r -> r.toMap(spelling())).toList());
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

    private CommandSpelling spelling() {
        return new CommandSpelling(Objects.requireNonNull(spec));
    }

    private int selfTest() {
        try (Backend backend = compute.open()) {
            BackendInfo info = backend.info();
            console.info(info.name() + " (" + info.device() + "), " + ComputeOptions.name(info.precision()));
            List<Check> checks = new ArrayList<>();
            boolean passed = SelfTest.run(backend, check -> {
                checks.add(check);
                if (!json) {
                    console.print(row(check));
                }
            });
            if (json) {
                console.printJson(checks);
            }
            if (!backend.resources().transferred().equals(Transferred.NOTHING)) {
                console.info(String.format(
                        Locale.ROOT,
                        "%s to the device, %s from it",
                        MemoryPlan.text(backend.resources().transferred().toDevice()),
                        MemoryPlan.text(backend.resources().transferred().fromDevice())));
            }
            if (passed) {
                return ExitCodes.OK;
            }
            console.error("backend " + info.name() + ": results differ from the reference by more than rounding");
            return ExitCodes.BACKEND;
        }
    }

    private static String row(Check c) {
        return String.format(
                Locale.ROOT,
                "%-6s %-22s %d results, error %.1e (limit %.0e), %s %s",
                c.passed() ? "ok" : "FAILED",
                c.operation(),
                c.results(),
                c.error(),
                c.limit(),
                c.rate() < 100 ? String.format(Locale.ROOT, "%.3g", c.rate()) : Long.toString(Math.round(c.rate())),
                c.unit());
    }

    private String text(BackendReport r) {
        if (r.available()) {
            return r.device()
                    + (r.reason().isEmpty() || r.selected() ? "" : "; not taken by auto: " + r.describe(spelling()));
        }
        return "not available: " + r.describe(spelling());
    }
}
