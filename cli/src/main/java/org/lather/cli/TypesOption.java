package org.lather.cli;

import java.util.ArrayList;
import java.util.List;
import org.lather.options.OptionsException;
import org.lather.structure.file.AtomTypes;
import picocli.CommandLine.Option;

/** The option {@code --types} of commands that read structures named on the command line. */
final class TypesOption {
    @Option(
            names = "--types",
            paramLabel = "LIST",
            split = ",",
            hideParamSyntax = true,
            description = "Elements of the types that files have in place of symbols, like 1=Si,2=O; or atomic_numbers"
                    + " if numbers are atomic numbers.")
    private List<String> types = new ArrayList<>();

    AtomTypes types() {
        try {
            return AtomTypes.parse(types);
        } catch (IllegalArgumentException e) {
            throw new OptionsException("--types: " + e.getMessage(), e);
        }
    }
}
