package org.lather.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.lather.maps.ChemiscopeFile;
import org.lather.maps.MapData;
import org.lather.maps.MapFile;
import org.lather.maps.MapPage;
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
        STRUCTURES,
        /** A page for a browser. */
        PAGE,
        /** A file for chemiscope. */
        CHEMISCOPE
    }

    /** @throws OptionsException for another ending */
    static MapOutput of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return new MapOutput(file, Form.COORDINATES);
        }
        if (name.endsWith(".json.gz")) {
            return new MapOutput(file, Form.CHEMISCOPE);
        }
        if (name.endsWith(".html") || name.endsWith(".htm")) {
            return new MapOutput(file, Form.PAGE);
        }
        if (name.matches(".*\\.xyz(\\.gz|\\.xz)?")) {
            return new MapOutput(file, Form.STRUCTURES);
        }
        throw new OptionsException("-o " + file + ": expected a name that ends in .html, .json, .json.gz or .xyz");
    }

    /** Whether the file shows the structures beside the map, with their properties. */
    boolean showsStructures() {
        return form == Form.PAGE || form == Form.CHEMISCOPE;
    }

    /**
     * Writes the file.
     *
     * @param data the structures with their properties, empty if no file shows them
     */
    void write(StructureMap map, Structures structures, MapData data) throws IOException {
        switch (form) {
            case COORDINATES -> OutputFiles.json(file, MapFile.content(map));
            case STRUCTURES -> MapFile.writeStructures(file, map, structures);
            case CHEMISCOPE -> ChemiscopeFile.write(file, data, "Map of " + structures.description());
            case PAGE -> MapPage.write(file, data, "Map of " + structures.description());
        }
    }
}
