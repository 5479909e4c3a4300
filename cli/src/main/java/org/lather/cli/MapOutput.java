package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.lather.maps.MapFile;
import org.lather.maps.StructureMap;
import org.lather.options.OptionsException;
import org.lather.structure.file.Structures;

/** A file that {@code lather map} writes, whose ending says in which form. */
record MapOutput(Path file, Form form) {
    /** What is written. */
    enum Form {
        /** Coordinates and parameters as JSON. */
        COORDINATES,
        /** The structures with their coordinates. */
        STRUCTURES
    }

    /** @throws OptionsException for another ending */
    static MapOutput of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return new MapOutput(file, Form.COORDINATES);
        }
        if (name.matches(".*\\.xyz(\\.gz|\\.xz)?")) {
            return new MapOutput(file, Form.STRUCTURES);
        }
        throw new OptionsException("-o " + file + ": expected a name that ends in .json or .xyz");
    }

    void write(StructureMap map, Structures structures) throws IOException {
        switch (form) {
            case COORDINATES -> OutputFiles.json(file, MapFile.content(map));
            case STRUCTURES -> MapFile.writeStructures(file, map, structures);
        }
    }
}
