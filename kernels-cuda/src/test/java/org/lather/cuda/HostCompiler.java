package org.lather.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lather.backend.device.Dialect;
import org.lather.backend.device.ProgramSource;

/** Compiles device programs for the host, as libraries that the driver of the tests loads by their path. */
final class HostCompiler implements Compiler {
    private static final Pattern FUNCTION = Pattern.compile("KERNEL\\s+void\\s+(\\w+)\\s*\\(([^)]*)\\)");

    private final Path folder;

    HostCompiler(Path folder) {
        this.folder = folder;
    }

    @Override
    public byte[] image(ProgramSource source) {
        try {
            String program = source.text(Dialect.HOST);
            String name = source.name() + CubinCache.key(program);
            Path library = folder.resolve(name + ".so");
            // other processes of a test compile the same
            if (!Files.exists(library)) {
                Path text = folder.resolve(name + ".cpp");
                Files.writeString(text, program + entries(program));
                build(text, library);
            }
            return (library + "\0").getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] anew(ProgramSource source) {
        return image(source);
    }

    /** A source of the tests, in a folder with what it includes. */
    static Path source(Path folder, String name) throws IOException {
        for (String file : List.of("failure.h", name)) {
            try (InputStream in = HostCompiler.class.getResourceAsStream("/org/lather/cuda/" + file)) {
                Files.write(folder.resolve(file), Objects.requireNonNull(in).readAllBytes());
            }
        }
        return folder.resolve(name);
    }

    static void build(Path source, Path library) throws IOException {
        build(source, library, List.of());
    }

    /** g++ of a library. */
    static void build(Path source, Path library, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "g++",
                "-std=c++20",
                "-O0",
                "-w",
                "-shared",
                "-fPIC",
                "-pthread",
                "-o",
                library.toString(),
                source.toString(),
                "-ldl"));
        command.addAll(options);
        Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("g++ " + source + ": " + said);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
