package org.lather.cli;

import java.util.Optional;
import org.lather.error.Setting;
import org.lather.error.Spelling;
import picocli.CommandLine.Model.CommandSpec;

/** Spells settings as options of a command: {@code --backend cpu}, {@code -r model.noise=0.1}. */
final class CommandSpelling implements Spelling {
    private static final String OVERRIDE = "-r";

    private final CommandSpec command;

    CommandSpelling(CommandSpec command) {
        this.command = command;
    }

    @Override
    public Optional<String> of(Setting s) {
        return switch (s.kind()) {
            case OPTION -> Optional.of(option(s));
            case ARGUMENT -> Optional.of(flag(s.name()) + (s.value().isEmpty() ? "" : " " + s.value()));
            case OVERRIDE -> Optional.of(OVERRIDE + " " + s.name());
            case KEY ->
                command.findOption(OVERRIDE) == null
                        ? Optional.empty()
                        : Optional.of(OVERRIDE + " " + s.name() + "=" + s.value());
            case MEMORY ->
                Optional.of("--memory "
                        + MemorySize.show(
                                MemorySize.forWork(Long.parseLong(s.value())).bytes()));
        };
    }

    @Override
    public String conjunction() {
        return " ";
    }

    private static String option(Setting s) {
        return s.equals(Setting.option("verify", false)) ? "--no-verify" : flag(s.name()) + " " + s.value();
    }

    private static String flag(String name) {
        return name.equals("output") ? "-o" : "--" + name;
    }
}
