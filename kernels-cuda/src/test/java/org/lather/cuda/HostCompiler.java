package org.lather.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.ProgramSource;

/**
 * Compiles device programs for the host, as libraries that the driver of the tests loads by their path. The work-items
 * of a group are fibers of one thread (fibers.cpp), since threads would spend nearly all time at barriers. A library is
 * kept in the build folder under a hash of all that it depends on: the test classes, their processes and later builds
 * compile it once.
 */
final class HostCompiler implements Compiler {
    private static final Pattern FUNCTION = Pattern.compile("KERNEL\\s+void\\s+(\\w+)\\s*\\(([^)]*)\\)");

    /** The folder of compiled libraries; the working directory is that of the module. */
    private static final Path KEPT = Path.of("target/host-programs").toAbsolutePath();

    private static final List<String> COMMAND =
            List.of("g++", "-std=c++20", "-O0", "-w", "-shared", "-fPIC", "-pthread");

    /** Before the text of a version script among the options. */
    static final String VERSION = "-version:";

    private static @Nullable String version;

    @Override
    public byte[] image(ProgramSource source) {
        try {
            String program = "#define RECORDED 1\n" + source.text(Dialect.HOST);
            Path library = library(source.name(), program + resource("fibers.cpp") + entries(program), List.of());
            return (library + "\0").getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] anew(ProgramSource source) {
        return image(source);
    }

    /** The text of a source of the tests, with the header that it includes in its place. */
    static String source(String name) throws IOException {
        return resource(name).replace("#include \"failure.h\"", resource("failure.h"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HostCompiler.class.getResourceAsStream("/org/lather/cuda/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Compiles a C++ text to a shared library, or finds it compiled.
     *
     * @param options further options of g++; a version script is named by its text, after {@link #VERSION}
     */
    static Path library(String name, String text, List<String> options) throws IOException {
        Files.createDirectories(KEPT);
        String key = CubinCache.key(text, String.join(" ", COMMAND), String.join("\n", options), version());
        Path library = KEPT.resolve(name + "-" + key.substring(0, 32) + ".so");
        if (Files.exists(library)) {
            return library;
        }
        Path scratch = Files.createTempDirectory(KEPT, name);
        Path built = scratch.resolve("library.so");
        List<String> command = new ArrayList<>(COMMAND);
        command.addAll(List.of(
                "-o",
                built.toString(),
                Files.writeString(scratch.resolve(name + ".cpp"), text).toString(),
                "-ldl"));
        for (String option : options) {
            command.add(
                    option.startsWith(VERSION)
                            ? "-Wl,--version-script="
                                    + Files.writeString(
                                            scratch.resolve("versions.map"), option.substring(VERSION.length()))
                            : option);
        }
        run(command);
        // other processes of a test may compile the same text: the file appears whole
        Files.move(built, library, StandardCopyOption.ATOMIC_MOVE);
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return library;
    }

    private static synchronized String version() throws IOException {
        if (version == null) {
            version = run(List.of("g++", "-v"));
        }
        return version;
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return output;
    }

    /**
     * What takes the parameters of each function, by the types of its declaration, as the driver does, to run it later.
     */
    private static String entries(String program) {
        StringBuilder out = new StringBuilder("\n#include <functional>\n");
        // functions of a text that another continues are left out there
        String whole = program.contains("#define FUSED 1\n")
                ? program.replaceAll("(?s)\n#if !FUSED\n.*?\n#endif\n", "\n")
                : program;
        Matcher m = FUNCTION.matcher(whole);
        while (m.find()) {
            String[] parameters = m.group(2).split(",", -1);
            out.append("\nextern \"C\" std::function<void()>* bind_")
                    .append(m.group(1))
                    .append("(int groups, int size, void** p) {\n");
            StringBuilder call = new StringBuilder();
            for (int i = 0; i < parameters.length; i++) {
                String type = parameters[i].strip().replaceFirst("\\w+$", "");
                out.append("using T%d = %s;\nT%d a%d = *(T%d*)p[%d];\n".formatted(i, type, i, i, i, i));
                call.append(i == 0 ? "a" : ", a").append(i);
            }
            out.append("return new std::function<void()>([=] { launch(groups, size, [=] { ")
                    .append(m.group(1))
                    .append("(")
                    .append(call)
                    .append("); }); });\n}\n");
        }
        return out.toString();
    }
}
