package org.lather.opencl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries the OpenCL drivers of this machine without loading any of them into this process: a short separate process
 * queries them, and its answer is cached. A driver that crashes or hangs does so there.
 */
final class Drivers {
    private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);

    /** Time limit for drivers, s. */
    private static final int LIMIT = 20;

    /**
     * Exit codes of a process that was ended from outside, also by Ctrl-C in a terminal: SIGHUP, SIGINT, SIGKILL,
     * SIGTERM.
     */
    private static final Set<Integer> ENDED = Set.of(129, 130, 137, 143);

    private static final String WITHOUT = "Name another backend, like cpu";

    /** The answers that this process knows. */
    private static final Map<String, Answer> KNOWN = new HashMap<>();

    private final Map<String, String> environment;
    private final Path root;
    private final int limit;

    Drivers(Map<String, String> environment, Path root, int limit) {
        this.environment = environment;
        this.root = root;
        this.limit = limit;
    }

    /** The drivers as seen by this process. */
    static Drivers here() {
        return new Drivers(System.getenv(), Path.of("/"), LIMIT);
    }

    /** Queries the drivers, or returns their cached answer. */
    Answer ask() {
        String failure = NativeLibrary.failure();
        if (failure != null) {
            return DeviceProbe.failure(new UnsatisfiedLinkError(failure));
        }
        DriverFiles files = new DriverFiles(environment, root);
        ChildJava child;
        try {
            child = ChildJava.find();
        } catch (IOException e) {
            return notStarted(String.valueOf(e.getMessage()));
        }
        child.classPath().forEach(files::add);
        synchronized (KNOWN) {
            Answer known = KNOWN.get(files.text());
            if (known != null) {
                return known;
            }
            KeptAnswers kept = kept();
            Answer answer = kept.read(files.text());
            if (answer == null) {
                answer = ask(child, files, kept);
            }
            KNOWN.put(files.text(), answer);
            return answer;
        }
    }

    /** Discards the cached answer, which turned out to be wrong. */
    void forget() {
        synchronized (KNOWN) {
            KNOWN.clear();
        }
        try {
            DriverFiles files = new DriverFiles(environment, root);
            ChildJava.find().classPath().forEach(files::add);
            kept().remove(files.text());
        } catch (IOException e) {
            LOG.debug("kept answers of OpenCL drivers: {}", e.toString());
        }
    }

    private KeptAnswers kept() {
        return KeptAnswers.of(environment, System.getProperty("user.home", System.getProperty("java.io.tmpdir", "")));
    }

    private Answer ask(ChildJava child, DriverFiles files, KeptAnswers kept) {
        long begin = System.nanoTime();
        try {
            ChildJava.Ended ended = child.run(limit, environment);
            LOG.debug("OpenCL drivers were asked in {} ms", (System.nanoTime() - begin) / 1_000_000);
            Answer answer = Answer.parse(ended.printed());
            if (answer == null) {
                answer = withoutAnswer(ended, files);
            }
            Integer code = ended.exitCode();
            if (code == null || !ENDED.contains(code)) {
                kept.write(files.text(), answer);
            }
            return answer;
        } catch (IOException e) {
            return notStarted(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notStarted("the thread was interrupted");
        }
    }

    private Answer withoutAnswer(ChildJava.Ended ended, DriverFiles files) {
        String names = String.join(", ", files.drivers());
        String of = names.isEmpty() ? "" : " (" + names + ")";
        String cure = "Update the driver, or name in OCL_ICD_VENDORS the folder or library of those to use";
        @Nullable Integer code = ended.exitCode();
        if (!Answer.begins(ended.printed())) {
            return notStarted(code == null ? "it hangs" : "it ends with exit code " + code);
        }
        if (code == null) {
            return Answer.failure("an OpenCL driver" + of + " hangs: it did not answer within " + limit + " s", cure);
        }
        return Answer.failure(
                "an OpenCL driver" + of + " crashed: the process that asked for its devices ended with exit code "
                        + code,
                cure);
    }

    private static Answer notStarted(String why) {
        return Answer.failure(
                "no process could be started that asks the OpenCL drivers for their devices ("
                        + Objects.requireNonNull(why) + ")",
                WITHOUT);
    }
}
