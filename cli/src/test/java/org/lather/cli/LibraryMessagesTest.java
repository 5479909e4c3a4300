package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Messages of the library have no words of the command line, which programs that use the library do not have. */
class LibraryMessagesTest {
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The notes that {@code lather init} writes into options files; they address the users of that command. */
    private static final Path NOTES = Path.of("org", "lather", "survey");

    /** The long names of all options of all commands. */
    private static Set<String> options() {
        PrintStream none = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Console console = new Console(none, new StatusLine(none, false), new Interruption());
        Set<String> out = Lather.commandLine(console).getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .flatMap(spec -> spec.optionsMap().keySet().stream())
                .filter(name -> name.startsWith("--"))
                .collect(Collectors.toSet());
        assertThat(out).contains("--backend", "--memory", "--json");
        return out;
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine", "kernels-cpu", "kernels-opencl", "kernels-cuda"})
    void nameNoOption(String module) throws IOException {
        Pattern option = Pattern.compile(
                options().stream().map(Pattern::quote).collect(Collectors.joining("|", "(", ")(?![a-z-])")));
        List<String> found = new ArrayList<>();
        Path sources = CommandRun.root().resolve(module).resolve("src/main/java");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(p -> p.toString().endsWith(".java"))
                    .filter(p -> !p.startsWith(sources.resolve(NOTES)))
                    .toList()) {
                TEXT.matcher(Files.readString(file))
                        .results()
                        .filter(text -> option.matcher(text.group(1)).find())
                        .forEach(text -> found.add(file.getFileName() + ": " + text.group()));
            }
        }
        assertThat(found).isEmpty();
    }
}
