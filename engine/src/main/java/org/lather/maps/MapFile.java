package org.lather.maps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.match.StructureMatrix.Entries;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomicFile;
import org.lather.structure.file.ExtendedXyzWriter;
import org.lather.structure.file.Structures;

/** Maps as JSON, and as numbers of structures and atoms in extended XYZ. */
public final class MapFile {
    private MapFile() {}

    /** Returns the content of a JSON file: method, coordinates, eigenvalues or stress, landmarks, parameters. */
    public static Map<String, @Nullable Object> content(StructureMap map) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("method", map.method().word());
        out.put("of", map.entries() == Entries.STRUCTURES ? "structures" : "atoms");
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            double[] row = new double[map.dimensions()];
            System.arraycopy(map.coordinates(), i * row.length, row, 0, row.length);
            rows.add(row);
        }
        out.put("coordinates", rows);
        if (map.method() == MapMethod.SKETCHMAP) {
            out.put("stress", map.stress());
        } else {
            out.put("eigenvalues", map.eigenvalues());
        }
        out.put("landmarks", map.landmarks());
        out.put("parameters", map.parameters());
        return out;
    }

    /**
     * Writes structures with the keys {@code map_1}, {@code map_2}, ... of a map of structures, or with columns of
     * these names of a map of atoms.
     *
     * @param structures those that were mapped
     * @throws IOException if the file cannot be written
     */
    public static void writeStructures(Path file, StructureMap map, Structures structures) throws IOException {
        try (AtomicFile target = AtomicFile.create(file)) {
            ExtendedXyzWriter writer = ExtendedXyzWriter.of(target, file);
            int next = 0;
            for (Structure s : structures) {
                int count = map.entries() == Entries.STRUCTURES ? 1 : s.size();
                writer.write(with(s, map, next, count));
                next += count;
            }
            writer.close();
            target.commit();
        }
    }

    private static Structure with(Structure s, StructureMap map, int first, int count) {
        Annotations out = s.annotations();
        for (int d = 0; d < map.dimensions() && count > 0; d++) {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = map.coordinate(first + i, d);
            }
            String name = "map_" + (d + 1);
            out = map.entries() == Entries.STRUCTURES ? out.with(name, values) : out.withColumn(name, 1, values);
        }
        return s.with(out);
    }
}
