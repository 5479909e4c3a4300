package org.lather.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@link FakeDriverRun} in a process of its own, whose driver is that of the tests. */
final class FakeDriver {
    private final Path folder;

    FakeDriver(Path folder) throws IOException {
        assumeTrue(System.getProperty("os.name", "").equals("Linux"), "not Linux");
        assumeTrue(hasCompiler(), "no g++ with C++20 to build a driver for tests");
        this.folder = folder;
        Path library = HostCompiler.library("driver", HostCompiler.source("driver.cpp"), List.of());
        Files.copy(library, folder.resolve("libcuda.so.1"));
    }

    private static boolean hasCompiler() {
        try {
            Process p = new ProcessBuilder("g++", "-std=c++20", "-E", "-x", "c++", "/dev/null")
                    .redirectErrorStream(true)
                    .start();
            p.getInputStream().readAllBytes();
            return p.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a process printed, and its exit code in the last line. */
    static String java(Map<String, String> environment, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx768m",
                // the tests look at warnings
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path")));
        if (Runtime.version().feature() >= 22) {
            // newer virtual machines warn of native code before anything else is said
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add(main);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CUDA") || name.equals("LD_LIBRARY_PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return out + "exit code " + process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param settings of the driver, name and value in turn */
    String run(String scenario, String... settings) throws IOException {
        Map<String, String> environment = new java.util.HashMap<>();
        environment.put("LD_LIBRARY_PATH", folder.toString());
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return java(environment, FakeDriverRun.class.getName(), scenario, folder.toString());
    }

    /** The same with the vendor's libraries in another folder. */
    String runWith(Path libraries, String scenario, String argument, String... settings) throws IOException {
        Map<String, String> environment = new java.util.HashMap<>();
        environment.put("LD_LIBRARY_PATH", folder.toString());
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return java(environment, FakeDriverRun.class.getName(), scenario, argument, libraries.toString());
    }
}
