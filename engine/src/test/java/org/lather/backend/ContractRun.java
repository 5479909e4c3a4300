package org.lather.backend;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes where there is no Maven: {@code ContractRun CLASS...}; exit code 1 if a test failed or none ran.
 * Prints the failures, and for each class how many tests passed, also if it is ended before its time.
 */
public final class ContractRun implements TestExecutionListener {
    private static final PrintStream OUT = System.out;

    /** The results of the tests of a class. */
    private static final class Counts {
        private int passed;
        private int failed;
        private int skipped;

        @Override
        public String toString() {
            return passed + " passed, " + failed + " failed, " + skipped + " skipped";
        }
    }

    private final Map<String, Counts> classes = new LinkedHashMap<>();
    private final Counts all = new Counts();
    private boolean ended;

    private ContractRun() {}

    public static void main(String[] classes) {
        ContractRun run = new ContractRun();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(classes).map(c -> selectClass(c)).toList())
                .build();
        Runtime.getRuntime().addShutdownHook(new Thread(run::report));
        LauncherFactory.create().execute(request, run);
        run.end();
        System.exit(run.all.failed == 0 && run.all.passed > 0 ? 0 : 1);
    }

    private synchronized void end() {
        ended = true;
    }

    private synchronized void report() {
        classes.forEach((name, counts) -> OUT.println(name + ": " + counts));
        OUT.println("all: " + all + (ended ? "" : ", ended before all tests had run"));
    }

    /** The counts of the class of a test, or of the outermost container. */
    private Counts counts(TestIdentifier test) {
        String name = test.getUniqueId().replaceAll("/\\[(test-template|method|test-factory|dynamic|test)[^/]*.*", "");
        String shown = name.replaceAll(".*\\[(class|nested-class):", "").replace("]", "");
        return classes.computeIfAbsent(shown, n -> new Counts());
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        all.skipped++;
        counts(test).skipped++;
        OUT.println("skipped: " + test.getDisplayName() + ": " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    all.passed++;
                    counts(test).passed++;
                }
            }
            case ABORTED -> {
                all.skipped++;
                counts(test).skipped++;
            }
            case FAILED -> {
                all.failed++;
                counts(test).failed++;
                OUT.println("FAILED: " + test.getUniqueId() + ": "
                        + result.getThrowable().map(Throwable::toString).orElse(""));
            }
        }
    }
}
