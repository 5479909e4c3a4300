package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@code --help} says of each command, and the version. */
class HelpTest {
    private static CommandLine line() {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return Lather.commandLine(new Console(out, new StatusLine(out, false), new Interruption()));
    }

    private static void collect(CommandLine line, List<CommandLine> to) {
        to.add(line);
        line.getSubcommands().values().forEach(sub -> collect(sub, to));
    }

    /** The examples are calls that the command takes. */
    @Test
    void everyCommandHasAnExample() {
        List<CommandLine> all = new ArrayList<>();
        line().getSubcommands().values().forEach(sub -> collect(sub, all));
        assertThat(all).hasSizeGreaterThan(10);
        for (CommandLine command : all) {
            String name = command.getCommandSpec().qualifiedName();
            List<String> lines = command.getUsageMessage().lines().toList();
            int examples = lines.indexOf("Examples:");
            assertThat(examples).as(name).isPositive();
            List<String> shown = lines.subList(examples + 1, lines.size());
            assertThat(shown).as(name).isNotEmpty();
            for (String example : shown) {
                assertThat(example).contains(name);
                String[] words =
                        example.replaceAll(".*\\(|\\)| >.*", "").strip().split(" ", -1);
                assertThat(words[0]).isEqualTo("lather");
                String[] arguments = java.util.Arrays.copyOfRange(words, 1, words.length);
                // does not throw
                line().parseArgs(arguments);
            }
        }
    }

    /** A call that names a command has the help and the options that this command has among all. */
    @Test
    void theHelpOfACommandAloneIsTheSame() {
        for (Map.Entry<String, CommandLine> sub : line().getSubcommands().entrySet()) {
            CommandRun run = CommandRun.of(sub.getKey(), "--help");
            assertThat(run.code()).isZero();
            assertThat(run.out()).isEqualTo(sub.getValue().getUsageMessage());
        }
        assertThat(CommandRun.of("--help").out()).contains("train", "completion", "--class-path");
    }

    @Test
    void unknownCommandsAreCorrected() {
        CommandRun run = CommandRun.of("trian");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("unknown command `trian`. Did you mean `train`?");
    }

    @Test
    void onlyTheVersionAloneNeedsNoCommandLine() {
        assertThat(Lather.asksForVersion("--version")).isTrue();
        assertThat(Lather.asksForVersion("-V")).isTrue();
        assertThat(Lather.asksForVersion("train", "--version")).isFalse();
        assertThat(CommandRun.of("train", "--version").out().strip()).isEqualTo(Lather.Version.line());
        assertThat(CommandRun.of("--class-path").out().strip()).isEqualTo(System.getProperty("java.class.path"));
    }
}
