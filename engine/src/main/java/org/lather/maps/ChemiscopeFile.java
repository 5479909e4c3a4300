package org.lather.maps;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.lather.arrayfile.Json;
import org.lather.structure.Element;
import org.lather.structure.file.AtomicFile;

/**
 * Writes a map for chemiscope (Fraux, Cersonsky, Ceriotti, J. Open Source Softw. 5, 2117 (2020),
 * doi:10.21105/joss.02117), in the JSON format of its version 1: structures, properties with units, environments of all
 * atoms, vectors as arrows, tensors of nine numbers as ellipsoids, settings that show the map. Properties that some
 * structures lack are omitted, because the format has no missing numbers.
 */
public final class ChemiscopeFile {
    /** Radius of environments in Å, which chemiscope draws around the chosen atom. */
    private static final double CUTOFF = 3.5;

    private final MapData data;
    private final JsonGenerator out;

    private ChemiscopeFile(MapData data, JsonGenerator out) {
        this.data = data;
        this.out = out;
    }

    /**
     * Writes a file, compressed by gzip.
     *
     * @param title name of the data set
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, MapData data, String title) throws IOException {
        AtomicFile.write(file, stream -> {
            GZIPOutputStream zip = new GZIPOutputStream(stream, 1 << 16);
            try (JsonGenerator out = Json.mapper().getFactory().createGenerator(zip)) {
                out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                new ChemiscopeFile(data, out).write(title);
            }
            zip.finish();
        });
    }

    private void write(String title) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("meta");
        out.writeStringField("name", title);
        out.writeStringField("description", MapText.summary(data));
        out.writeEndObject();
        structures();
        out.writeObjectFieldStart("properties");
        List<String> axes = MapText.axes(data.map());
        for (int d = 0; d < axes.size(); d++) {
            coordinate(axes.get(d), d);
        }
        names();
        for (MapProperty p : data.properties()) {
            if (p.width() == 1 && isComplete(p)) {
                property(p);
            }
        }
        out.writeEndObject();
        environments();
        out.writeObjectFieldStart("shapes");
        for (MapProperty p : data.properties()) {
            if ((p.width() == 3 || p.width() == 9) && isComplete(p)) {
                new ChemiscopeShape(data, p).write(out);
            }
        }
        out.writeEndObject();
        settings(axes);
        out.writeEndObject();
    }

    private static boolean isComplete(MapProperty p) {
        for (int i = 0; i < p.size(); i++) {
            if (!Double.isFinite(p.value(i))) {
                return false;
            }
        }
        return true;
    }

    private void structures() throws IOException {
        out.writeArrayFieldStart("structures");
        for (int s = 0; s < data.structures(); s++) {
            int from = data.start(s);
            int to = data.start(s + 1);
            out.writeStartObject();
            out.writeNumberField("size", to - from);
            out.writeArrayFieldStart("names");
            for (int i = from; i < to; i++) {
                out.writeString(Element.symbol(data.species(i)));
            }
            out.writeEndArray();
            for (int k = 0; k < 3; k++) {
                out.writeArrayFieldStart("xyz".substring(k, k + 1));
                for (int i = from; i < to; i++) {
                    out.writeNumber(data.position(i, k));
                }
                out.writeEndArray();
            }
            cell(s);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void cell(int structure) throws IOException {
        double sum = 0;
        for (int k = 0; k < 9; k++) {
            sum += Math.abs(data.cell(structure, k));
        }
        if (sum > 0) {
            out.writeArrayFieldStart("cell");
            for (int k = 0; k < 9; k++) {
                out.writeNumber(data.cell(structure, k));
            }
            out.writeEndArray();
        }
    }

    private void begin(String name, boolean ofAtoms, String unit, String description) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeStringField("target", ofAtoms ? "atom" : "structure");
        if (!unit.isEmpty()) {
            out.writeStringField("units", unit);
        }
        out.writeStringField("description", description);
        out.writeArrayFieldStart("values");
    }

    private void end() throws IOException {
        out.writeEndArray();
        out.writeEndObject();
    }

    private void coordinate(String name, int dimension) throws IOException {
        begin(name, data.ofAtoms(), "", "Coordinate of the map");
        for (int i = 0; i < data.map().size(); i++) {
            out.writeNumber(data.map().coordinate(i, dimension));
        }
        end();
    }

    private void names() throws IOException {
        begin("structure", false, "", "Name, or formula and place in the data");
        for (int s = 0; s < data.structures(); s++) {
            out.writeString(data.name(s));
        }
        end();
    }

    private void property(MapProperty p) throws IOException {
        // names are keys: a structure and its atoms may have values of one name
        String name = p.ofAtoms() && !p.name().endsWith("_atoms") ? p.name() + " (atom)" : p.name();
        begin(
                name.equals("structure") ? "structure (value)" : name,
                p.ofAtoms(),
                data.unit(p),
                p.name() + (p.ofAtoms() ? " of each atom" : " of each structure"));
        List<String> words = p.vocabulary();
        for (int i = 0; i < p.size(); i++) {
            if (p.hasWords()) {
                out.writeString(words.get((int) p.value(i)));
            } else {
                out.writeNumber(p.value(i));
            }
        }
        end();
    }

    private void environments() throws IOException {
        out.writeArrayFieldStart("environments");
        for (int s = 0; s < data.structures(); s++) {
            for (int i = 0; i < data.start(s + 1) - data.start(s); i++) {
                out.writeStartObject();
                out.writeNumberField("structure", s);
                out.writeNumberField("center", i);
                out.writeNumberField("cutoff", CUTOFF);
                out.writeEndObject();
            }
        }
        out.writeEndArray();
    }

    private void settings(List<String> axes) throws IOException {
        out.writeObjectFieldStart("settings");
        out.writeStringField("target", data.ofAtoms() ? "atom" : "structure");
        out.writeObjectFieldStart("map");
        for (int d = 0; d < Math.min(2, axes.size()); d++) {
            out.writeObjectFieldStart("xy".substring(d, d + 1));
            out.writeStringField("property", axes.get(d));
            out.writeEndObject();
        }
        out.writeEndObject();
        out.writeEndObject();
    }
}
