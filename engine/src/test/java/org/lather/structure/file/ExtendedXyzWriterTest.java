package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

class ExtendedXyzWriterTest {
    static String write(Iterable<Structure> structures) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ExtendedXyzWriter writer = new ExtendedXyzWriter(bytes)) {
            for (Structure s : structures) {
                writer.write(s);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String write(Structure structure) throws IOException {
        return write(List.of(structure));
    }

    private static Structure read(String text) {
        return ExtendedXyzReaderTest.read(text).get(0);
    }

    @Test
    void readingUndoesWriting() throws IOException {
        Random random = new Random(3);
        for (int n = 1; n < 40; n++) {
            int[] numbers = random.ints(n, 1, 119).toArray();
            double[] positions = random.doubles(3L * n, -1e3, 1e3).toArray();
            positions[0] = n % 2 == 0 ? Double.MIN_VALUE : -1.25e-300;
            double[] rows = random.doubles(9, -90, 90).toArray();
            Cell cell = n % 5 == 0 ? Cell.NONE : Cell.of(rows, random.nextBoolean(), random.nextBoolean(), true);
            double[] forces =
                    random.doubles(3L * n).map(x -> Math.exp(1e3 * x - 500)).toArray();
            double[] stress = random.doubles(9).toArray();
            Structure s = Structure.of(numbers, positions, cell)
                    .with(Annotations.NONE
                            .with("energy", -1e22 / 3)
                            .with("stress", stress)
                            .with("missing", Double.NaN)
                            .withText("remark", "say \"a=b\\c\"\n[x")
                            .withColumn("forces", 3, forces)
                            .withColumn("charge", 1, numbers.length == 0 ? new double[0] : new double[n]));
            Structure t = read(write(s));
            assertThat(t.atomicNumbers()).isEqualTo(numbers);
            assertThat(t.positions()).isEqualTo(positions);
            assertThat(t.cell()).isEqualTo(cell);
            assertThat(t.keys()).containsExactly("energy", "stress", "missing", "remark");
            assertThat(t.numbers("energy")).containsExactly(-1e22 / 3);
            assertThat(t.numbers("stress")).isEqualTo(stress);
            assertThat(t.numbers("missing")[0]).isNaN();
            assertThat(t.annotations().text("remark")).contains("say \"a=b\\c\"\n[x");
            assertThat(t.annotations().columns()).containsExactly("forces", "charge");
            assertThat(t.column("forces")).isEqualTo(forces);
            assertThat(write(t)).isEqualTo(write(s));
        }
    }

    @Test
    void layout() throws IOException {
        Structure s = Structure.of(
                new int[] {1, 8}, new double[] {0, 0.1, 1e-7, 1, 2, 3}, Cell.periodic(4, 0, 0, 0, 5, 0, 0, 0, 6));
        assertThat(write(s.with(Annotations.NONE
                        .with("energy", -1.5)
                        .with("dipole", 1, 2, 3)
                        .withColumn("q", 1, new double[] {1, -1}))))
                .isEqualTo("""
                        2
                        Lattice="4.0 0.0 0.0 0.0 5.0 0.0 0.0 0.0 6.0" Properties=species:S:1:pos:R:3:q:R:1 energy=-1.5 \
                        dipole="1.0 2.0 3.0" pbc="T T T"
                        H 0.0 0.1 1.0E-7 1.0
                        O 1.0 2.0 3.0 -1.0
                        """);
        assertThat(write(Structure.of(new int[] {2}, new double[3], Cell.NONE)))
                .isEqualTo("1\nProperties=species:S:1:pos:R:3 pbc=\"F F F\"\nHe 0.0 0.0 0.0\n");
    }

    private static final String FRAME = """
            2
            x = 1D0 Properties=id:I:1:species:S:1:pos:R:3:forces:R:3 flag n='1 2' n=[3,4] é="ü\\\\" Lattice={4 5 6}
              7 h\t0.10 -0 +.5   nan 1d0 2
            8  O 00.1 1 1\t1 2 3.000
            """;

    @Test
    void charactersAreRepeated() throws IOException {
        assertThat(write(read(FRAME))).isEqualTo(FRAME);
        // more than one frame, with plain remarks, Windows line ends and undeclared columns
        String text = "1\r\nsome remark = \"open \r\nH 0.0 0 0 9 9 \r\n\r\n" + FRAME;
        assertThat(write(ExtendedXyzReaderTest.read(text))).isEqualTo("1\nsome remark = \"open\nH 0.0 0 0\n" + FRAME);
    }

    @Test
    void additionsGoToTheEnd() throws IOException {
        Structure s = read(FRAME);
        Annotations a = s.annotations().with("energy", -1.25).withColumn("q", 2, new double[] {1, 2, 3, 4});
        assertThat(write(s.with(a)))
                .isEqualTo(
                        "2\nx = 1D0 Properties=id:I:1:species:S:1:pos:R:3:forces:R:3:q:R:2 flag n='1 2' n=[3,4] é=\"ü\\\\\" "
                                + "Lattice={4 5 6} energy=-1.25\n  7 h\t0.10 -0 +.5   nan 1d0 2 1.0 2.0\n8  O 00.1 1 1\t1 2 3.000 3.0 4.0\n");
        assertThat(a.origin()).isEqualTo("t.xyz:1");
        assertThat(s.annotations().hasColumn("q")).isFalse();
    }

    @Test
    void replacementsStayInPlace() throws IOException {
        Structure s = read(FRAME);
        Annotations a = s.annotations()
                .with("n", 5)
                .with("flag", 6)
                .withColumn("id", 1, new double[] {9, 10})
                .withColumn("forces", 1, new double[] {0.5, 0.25});
        String text = write(s.with(a));
        assertThat(text)
                .isEqualTo(
                        "2\nx = 1D0 Properties=id:R:1:species:S:1:pos:R:3:forces:R:1 flag=6.0 n='1 2' n=5.0 é=\"ü\\\\\" "
                                + "Lattice={4 5 6}\n 9.0 h\t0.10 -0 +.5 0.5\n 10.0  O 00.1 1 1 0.25\n");
        assertThat(read(text).column("forces")).containsExactly(0.5, 0.25);
        assertThat(read(text).numbers("n")).containsExactly(5);
    }

    @Test
    void otherPositionsWithTheSameAnnotations() throws IOException {
        Structure s = read(FRAME);
        Structure moved = Structure.of(new int[] {1, 16}, new double[] {0, 0, 0, 1, 1, 1}, Cell.NONE)
                .with(s.annotations());
        assertThat(write(moved))
                .isEqualTo(
                        "2\nx = 1D0 Properties=id:I:1:species:S:1:pos:R:3:forces:R:3 flag n='1 2' n=[3,4] é=\"ü\\\\\" "
                                + "Lattice=\"0.0 0.0 0.0 0.0 0.0 0.0 0.0 0.0 0.0\" pbc=\"F F F\"\n"
                                + "  7 H 0.0 0.0 0.0   nan 1d0 2\n8  S 1.0 1.0 1.0\t1 2 3.000\n");
        Structure three = Structure.of(new int[] {1, 1, 1}, new double[] {0, 0, 0, 1, 1, 1, 2, 2, 2}, Cell.NONE);
        assertThatThrownBy(() -> three.with(s.annotations()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected columns for 3 atoms, got columns for 2");
    }

    @Test
    void additionsToPlainXyz() throws IOException {
        Structure remark = read("1\nsay \"hi\" to = it\nH 0.0 0 00\n");
        assertThat(write(remark.with(remark.annotations().with("energy", 2))))
                .isEqualTo(
                        "1\ncomment=\"say \\\"hi\\\" to = it\" to=it Properties=species:S:1:pos:R:3 energy=2.0\nH 0.0 0 00\n");
        Structure keys = read("1\na=1\nH 0.0 0 00\n");
        assertThat(write(keys.with(keys.annotations().withColumn("q", 1, new double[] {2}))))
                .isEqualTo("1\na=1 Properties=species:S:1:pos:R:3:q:R:1\nH 0.0 0 00 2.0\n");
        Structure blank = read("1\n\nH 0.0 0 00\n");
        assertThat(write(blank.with(blank.annotations().with("a", 1))))
                .isEqualTo("1\nProperties=species:S:1:pos:R:3 a=1.0\nH 0.0 0 00\n");
    }

    @Test
    void refusals() {
        Annotations a = read(FRAME).annotations();
        assertThatThrownBy(() -> a.with("e")).hasMessage("expected at least one number for 'e', got none");
        assertThatThrownBy(() -> a.with("pbc", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 'pbc'");
        assertThatThrownBy(() -> a.with("a b", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> a.withText("a", "ü")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> a.withColumn("pos", 3, new double[6])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> a.withColumn("q", 1, new double[3]))
                .hasMessage("expected 2 numbers for column 'q' (2 atoms), got 3");
        assertThatThrownBy(() -> a.withColumn("q", 2, new double[3]))
                .hasMessage("expected n times 2 numbers for column 'q', got 3");
    }

    @Test
    void goldenStructures() throws IOException {
        Path golden = Path.of("src/test/resources/golden/structures.xyz");
        Structures structures = Structures.read(golden);
        assertThat(structures).hasSize(21);
        assertThat(structures)
                .allSatisfy(s -> assertThat(s.annotations().text("name")).isPresent());
        assertThat(write(structures)).isEqualTo(Files.readString(golden));
    }
}
