package org.lather.cli;

import java.nio.file.Path;
import java.util.List;
import org.lather.options.OptionsException;
import org.lather.structure.file.Structures;

/** Opens structures named on the command line or in options. */
final class DataFiles {
    private DataFiles() {}

    /** Opens files named on the command line; relative paths refer to the working directory. */
    static Structures read(List<String> specifications) {
        return read(specifications, Path.of(""));
    }

    static Structures read(List<String> specifications, Path folder) {
        try {
            return Structures.read(specifications, folder);
        } catch (IllegalArgumentException e) {
            throw new OptionsException(String.valueOf(e.getMessage()), e);
        }
    }
}
