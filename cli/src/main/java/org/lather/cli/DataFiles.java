package org.lather.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.file.AtomTypes;
import org.lather.structure.file.Structures;

/** Opens structures named on the command line or in options. */
final class DataFiles {
    private DataFiles() {}

    /** Opens files named on the command line; relative paths refer to the working directory. */
    static Structures read(List<String> specifications, TypesOption types) {
        AtomTypes meaning = types.types();
        return opened(() -> Structures.read(specifications, Path.of(""), meaning));
    }

    /** Opens the training structures of an options file. */
    static Structures training(Options options) {
        return opened(options.data()::trainingStructures);
    }

    /** Opens the test structures of an options file. */
    static Structures testing(Options options) {
        return opened(options.data()::testStructures);
    }

    private static Structures opened(Supplier<Structures> source) {
        try {
            return source.get();
        } catch (IllegalArgumentException e) {
            throw new OptionsException(String.valueOf(e.getMessage()), e);
        }
    }
}
