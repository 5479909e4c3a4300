package org.lather.opencl;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jocl.CL;
import org.jspecify.annotations.Nullable;
import org.lather.backend.device.DeviceInfo;
import org.slf4j.LoggerFactory;

/**
 * Runs {@link DeviceProbe} in a separate process of this Java. Its class path are the files from which the needed
 * classes were loaded, however they were given to this process: on a class path, a module path, in one archive or by a
 * class loader of an application.
 *
 * @param java path of the Java program
 * @param classPath archives and folders
 */
record ChildJava(Path java, Set<Path> classPath) {
    /** The needed classes. Naming a class does not initialise it, so no library is loaded. */
    private static final List<Class<?>> NEEDED =
            List.of(DeviceProbe.class, DeviceInfo.class, CL.class, LoggerFactory.class);

    /** Environment variables with further options of Java, which are not meant for this process. */
    private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    /**
     * The end of a process.
     *
     * @param exitCode exit code; null if the process was still running at the time limit
     */
    record Ended(String printed, @Nullable Integer exitCode) {}

    /**
     * @throws IOException where there is no program or a class comes from nowhere that it could read, in words for
     *     users
     */
    static ChildJava find() throws IOException {
        String command = ProcessHandle.current().info().command().orElse("");
        Path java =
                Path.of(System.getProperty("java.home", ""), "bin", File.separatorChar == '\\' ? "java.exe" : "java");
        if (!Files.isExecutable(java)) {
            if (!command.matches(".*[/\\\\]java(\\.exe)?")) {
                throw new IOException("this Java has no program " + java);
            }
            java = Path.of(command);
        }
        Set<Path> classPath = new LinkedHashSet<>();
        for (Class<?> needed : NEEDED) {
            classPath.add(source(needed));
        }
        return new ChildJava(java, classPath);
    }

    private static Path source(Class<?> needed) throws IOException {
        CodeSource code = needed.getProtectionDomain().getCodeSource();
        try {
            if (code != null && code.getLocation() != null) {
                URI location = code.getLocation().toURI();
                if ("file".equals(location.getScheme())) {
                    return Path.of(location);
                }
            }
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw new IOException("the class " + needed.getName() + " comes from " + code.getLocation(), e);
        }
        throw new IOException("the class " + needed.getName() + " comes from no file of its own");
    }

    /**
     * Runs it.
     *
     * @param seconds time limit, s
     * @throws IOException if it does not start
     */
    Ended run(int seconds, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(seconds)).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        OPTIONS.forEach(builder.environment()::remove);
        Path chaining = SignalChaining.library();
        if (chaining != null) {
            builder.environment()
                    .merge(
                            SignalChaining.variable(),
                            chaining.toString(),
                            (before, library) -> SignalChaining.preload(chaining, before));
        }
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            @SuppressWarnings("JdkObsolete") // the reader may still append when the limit has passed
            StringBuffer printed = new StringBuffer();
            CompletableFuture<Void> read = new CompletableFuture<>();
            Thread reader = new Thread(() -> read(process, printed, read), "answers of OpenCL drivers");
            reader.setDaemon(true);
            reader.start();
            try {
                read.get(seconds, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                return new Ended(printed.toString(), null);
            }
            // it halts immediately, or has already ended
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            return new Ended(printed.toString(), ended ? process.exitValue() : null);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads to the end of the answer, because processes that drivers start may keep the stream open for longer. */
    private static void read(Process process, StringBuffer printed, CompletableFuture<Void> done) {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                printed.append(line).append('\n');
                if (Answer.ends(line)) {
                    break;
                }
            }
        } catch (IOException e) {
            printed.append('\n'); // the stream is closed when the process is ended: use what was read until then
        } finally {
            done.complete(null);
        }
    }

    private List<String> command(int seconds) {
        List<String> out = new ArrayList<>(List.of(
                java.toString(),
                "-Xmx128m",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                // so that a driver's crash leaves no files behind
                "-XX:-CreateCoredumpOnCrash",
                "-XX:+SuppressFatalErrorMessage",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir", "")));
        if (Runtime.version().feature() >= 22) {
            out.add("--enable-native-access=ALL-UNNAMED");
        }
        out.add("-cp");
        out.add(String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList()));
        out.add(DeviceProbe.class.getName());
        out.add(Integer.toString(seconds + 5));
        return out;
    }
}
