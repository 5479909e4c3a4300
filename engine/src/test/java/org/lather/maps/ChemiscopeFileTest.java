package org.lather.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.match.StructureMatrix.Entries;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Origin;
import org.lather.structure.Structure;

class ChemiscopeFileTest {
    @TempDir
    private Path folder;

    private static Annotations annotations(int i) {
        Annotations a = Annotations.of(Origin.NONE)
                .with("energy", -1.5 * i)
                .with("dipole", 0, 0, i)
                .with("polarizability", 4, 0, 0, 0, 1, 0, 0, 0, 2)
                .withColumn("forces", 3, new double[] {1, 0, 0, 0, 2, 0})
                .withColumn("charge", 1, new double[] {0.25, -0.25});
        return i == 1 ? a.with("rare", 3) : a;
    }

    private JsonNode write(Entries entries, int points) throws IOException {
        StructureMap map = new StructureMap(
                MapMethod.SKETCHMAP,
                entries,
                2,
                IntStream.range(0, 2 * points).asDoubleStream().toArray(),
                new int[points],
                new double[points],
                new int[] {0},
                new double[0],
                0.02,
                new LinkedHashMap<>(Map.of("sigma", 0.5, "high", List.of(4.0, 4.0), "low", List.of(2.0, 2.0))));
        MapData data = new MapData(map, Map.of("energy", "eV"));
        Cell cell = Cell.periodic(5, 0, 0, 0, 6, 0, 0, 0, 7);
        for (int i = 0; i < 2; i++) {
            data.add(Structure.of(new int[] {1, 9}, new double[] {0, 0, 0, 1, 0, 0.5}, i == 0 ? cell : Cell.NONE)
                    .with(annotations(i)));
        }
        Path file = folder.resolve("map.json.gz");
        ChemiscopeFile.write(file, data, "two molecules");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void structuresPropertiesAndSettings() throws IOException {
        JsonNode root = write(Entries.STRUCTURES, 2);
        assertThat(root.at("/meta/name").asText()).isEqualTo("two molecules");
        assertThat(root.at("/meta/description").asText())
                .contains("2 structures", "sigma 0.5000, exponents 4, 4 and 2, 2", "stress 0.0200");
        assertThat(root.at("/structures/0/names")).hasToString("[\"H\",\"F\"]");
        assertThat(root.at("/structures/0/x")).hasToString("[0.0,1.0]");
        assertThat(root.at("/structures/0/cell")).hasSize(9);
        assertThat(root.at("/structures/1").has("cell")).isFalse();
        JsonNode energy = root.at("/properties/energy");
        assertThat(energy.get("units").asText()).isEqualTo("eV");
        assertThat(energy.get("target").asText()).isEqualTo("structure");
        assertThat(energy.get("values")).hasToString("[-0.0,-1.5]");
        assertThat(root.at("/properties/charge (atom)/values")).hasSize(4);
        assertThat(root.at("/properties/element (atom)/values")).hasToString("[\"H\",\"F\",\"H\",\"F\"]");
        assertThat(root.get("properties").has("rare")).isFalse();
        assertThat(root.get("environments")).hasSize(4);
        assertThat(root.at("/environments/3")).hasToString("{\"structure\":1,\"center\":1,\"cutoff\":3.5}");
        String x = root.at("/settings/map/x/property").asText();
        assertThat(root.at("/properties/" + x + "/values")).hasToString("[0.0,2.0]");
        assertThat(root.at("/settings/target").asText()).isEqualTo("structure");
    }

    @Test
    void vectorsAreArrowsAndTensorsEllipsoids() throws IOException {
        JsonNode shapes = write(Entries.STRUCTURES, 2).get("shapes");
        assertThat(shapes.at("/dipole/kind").asText()).isEqualTo("arrow");
        assertThat(shapes.at("/dipole/parameters/structure/1/vector")).hasToString("[0.0,0.0,2.0]");
        assertThat(shapes.at("/dipole/parameters/structure/1/position")).hasToString("[0.5,0.0,0.25]");
        assertThat(shapes.at("/forces (atoms)/parameters/atom/0/vector")).hasToString("[1.0,0.0,0.0]");
        assertThat(shapes.at("/forces (atoms)/parameters/atom")).hasSize(4);
        assertThat(shapes.at("/polarizability/kind").asText()).isEqualTo("ellipsoid");
        assertThat(shapes.at("/polarizability/parameters/structure/0/semiaxes")).hasToString("[1.0,0.5,0.25]");
        // the axes are x, z and y
        JsonNode q = shapes.at("/polarizability/parameters/structure/0/orientation");
        double[] v = rotate(q, 0, 1, 0);
        assertThat(Math.abs(v[2])).isCloseTo(1, within(1e-12));
    }

    /** The vector (x, y, z) rotated by a quaternion. */
    private static double[] rotate(JsonNode q, double x, double y, double z) {
        double a = q.get(0).asDouble();
        double b = q.get(1).asDouble();
        double c = q.get(2).asDouble();
        double w = q.get(3).asDouble();
        return new double[] {
            (1 - 2 * (b * b + c * c)) * x + 2 * (a * b - c * w) * y + 2 * (a * c + b * w) * z,
            2 * (a * b + c * w) * x + (1 - 2 * (a * a + c * c)) * y + 2 * (b * c - a * w) * z,
            2 * (a * c - b * w) * x + 2 * (b * c + a * w) * y + (1 - 2 * (a * a + b * b)) * z
        };
    }

    @Test
    void rotationsGiveTheirQuaternions() {
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        assertThat(ChemiscopeShape.quaternion(new double[] {c, -s, 0, s, c, 0, 0, 0, 1}))
                .containsExactly(new double[] {0, 0, Math.sin(0.35), Math.cos(0.35)}, within(1e-14));
        assertThat(ChemiscopeShape.quaternion(new double[] {1, 0, 0, 0, -1, 0, 0, 0, -1}))
                .containsExactly(1, 0, 0, 0);
    }

    @Test
    void mapsOfAtomsHaveCoordinatesOfAtoms() throws IOException {
        JsonNode root = write(Entries.ENVIRONMENTS, 4);
        assertThat(root.at("/settings/target").asText()).isEqualTo("atom");
        String y = root.at("/settings/map/y/property").asText();
        assertThat(root.at("/properties/" + y + "/target").asText()).isEqualTo("atom");
        assertThat(root.at("/properties/" + y + "/values")).hasToString("[1.0,3.0,5.0,7.0]");
    }
}
