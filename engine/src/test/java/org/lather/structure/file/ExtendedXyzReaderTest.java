package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

class ExtendedXyzReaderTest {
    static List<Structure> read(String text) {
        List<Structure> all = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        new ExtendedXyzReader("t.xyz", new ByteArrayInputStream(bytes)).forEachRemaining(all::add);
        return all;
    }

    private static Structure one(String comment) {
        return read("1\n" + comment + "\nH 0 0 0\n").get(0);
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(StructureFileException.class)
                .hasMessage(message);
    }

    @Test
    void frameWithCellAndColumns() {
        Structure s =
                read("2\nLattice=\"4 0 0 0 5 0 1 0 6\" Properties=species:S:1:forces:R:3:pos:R:3:tag:S:1 energy=-1.5 "
                                + "pbc=\"T T F\"\nC 1 2 3 0.25 0.5 0.75 a\n o\t-1 -2 -3 1.5D0 2e0 3.0 b\n")
                        .get(0);
        assertThat(s.atomicNumbers()).containsExactly(6, 8);
        assertThat(s.positions()).containsExactly(0.25, 0.5, 0.75, 1.5, 2, 3);
        assertThat(s.cell()).isEqualTo(Cell.of(new double[] {4, 0, 0, 0, 5, 0, 1, 0, 6}, true, true, false));
        assertThat(s.numbers("energy")).containsExactly(-1.5);
        assertThat(s.annotations().columns()).containsExactly("forces", "tag");
        assertThat(s.annotations().columnWidth("forces")).isEqualTo(3);
        assertThat(s.column("forces")).containsExactly(1, 2, 3, -1, -2, -3);
        assertThat(s.origin()).isEqualTo("t.xyz:1");
        assertThat(s.annotations().frame()).isZero();
        assertThatThrownBy(() -> s.column("tag"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("t.xyz:1: expected numbers in column 'tag', found a column of text (type S).");
        assertThatThrownBy(() -> s.column("dipoles"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("t.xyz:1: expected a column 'dipoles', found forces, tag.");
    }

    @Test
    void plainXyz() {
        List<Structure> s =
                read("1\n\nH 0 0 0\n2\ngdb 1\t-40.5 it's 5\" [long\nC 0 0 0\nH 0 0 1\n1\nenergy=2 a=b\nHe 0 0 0");
        assertThat(s).hasSize(3);
        assertThat(s.get(0).keys()).isEmpty();
        assertThat(s.get(1).keys()).isEmpty();
        assertThat(s.get(1).cell()).isEqualTo(Cell.NONE);
        assertThat(s.get(2).keys()).containsExactly("energy", "a");
        assertThat(s.get(2).annotations().frame()).isEqualTo(2);
        assertThat(s.get(2).origin()).isEqualTo("t.xyz:8");
    }

    @Test
    void lenient() {
        String bom = "\uFEFF";
        Structure s = read(bom + "\r\n 2 \r\nProperties=Z:I:1:pos:R:3\r\n1 0 0 0\r\n\t8\t0\t0\t1 \t\r\n\r\n")
                .get(0);
        assertThat(s.atomicNumbers()).containsExactly(1, 8);
        List<Structure> two = read("1\n\nh 0 0 0 7 7\n\n \n1\n\nhE 0 0 0\n\n");
        assertThat(two).extracting(x -> x.atomicNumber(0)).containsExactly(1, 2);
        assertThat(two.get(1).origin()).isEqualTo("t.xyz:6");
        assertThat(read("1\nProperties=Z:I:1:pos:R:3\nFe 0 0 0\n").get(0).atomicNumber(0))
                .isEqualTo(26);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lattice=\"2 0 0 0 3 0 0 0 4\"",
                "Lattice=\"2 3 4\"",
                "Lattice={2 3 4}",
                "Lattice=[2,3,4]",
                "Lattice='2.0 3.0 4.0'",
                "Lattice=[[2, 0, 0], [0, 3, 0], [0, 0, 4]]",
                "Lattice = \"2D0 3d0 4E0\"",
                "Lattice=\"9 9 9\" Lattice=\"2 3 4\"",
                "Lattice=\"2, 3, 4\" pbc=[T, True, TRUE]",
                "Lattice=\"2 3 4\" pbc=T",
                "\"Lattice\"=\"2 3 4\" pbc=\"true 1 T\""
            })
    void cells(String comment) {
        assertThat(one(comment + " Properties=species:S:1:pos:R:3").cell())
                .isEqualTo(Cell.periodic(2, 0, 0, 0, 3, 0, 0, 0, 4));
    }

    /** Cases of the grammar's description (libAtoms/extxyz) and of its readers' habits. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=7 | 7",
                "a=-7.5e-3 | -0.0075",
                "a=1.5D0 | 1.5",
                "a = 3 | 3",
                "a= 3 | 3",
                "a =3 | 3",
                "a=\"1 2 3\" | 1 2 3",
                "a={1 2 3} | 1 2 3",
                "a='1 2 3' | 1 2 3",
                "a=[1, 2, 3] | 1 2 3",
                "a=[1,2.5] | 1 2.5",
                "a=[[1,2],[3,4]] | 1 2 3 4",
                "a=[ [ 1, 2 ] , [3 , 4] ] | 1 2 3 4",
                "a=\"_JSON [[1, 2], [3, 4]]\" | 1 2 3 4",
                "a=\"1\" | 1",
                "a={1} | 1",
                "a=1 a=2 | 2",
                "a=nan | NaN",
                "a=\"1\t2\" | 1 2",
                "a=007 | 7",
                "a=1 b= c=2 | 1"
            })
    void numbers(String comment, String expected) {
        List<Double> numbers = new ArrayList<>();
        for (String n : expected.split(" ", -1)) {
            numbers.add(Double.valueOf(n));
        }
        assertThat(one(comment + " Properties=species:S:1:pos:R:3").numbers("a"))
                .containsExactly(numbers.toArray(new Double[0]));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=word | word",
                "a=\"two words\" | two words",
                "a=\"say \\\"hi\\\"\" | say \"hi\"",
                "a=\"a\\\\b\" | a\\b",
                "a=a\\b | a\\b",
                "a=C[C@H](O)=C | C[C@H](O)=C",
                "a=[Na+].[Cl-] | [Na+].[Cl-]",
                "a | T",
                "a=T | T",
                "a=\"x=y, [z\" | x=y, [z",
                "a={curly words} | curly words",
                "b=1 a=\"é\" | é",
                "a=[unclosed | [unclosed"
            })
    void texts(String comment, String expected) {
        Structure s = one("Properties=species:S:1:pos:R:3 " + comment);
        assertThat(s.annotations().text("a")).contains(expected);
        assertThat(s.has("a")).isTrue();
        assertThatThrownBy(() -> s.numbers("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("t.xyz:1: expected numbers in 'a', found '");
    }

    @Test
    void emptyValueLeavesTheNextKeyAlone() {
        Structure s = one("Properties=species:S:1:pos:R:3 empty= num=007 last=");
        assertThat(s.keys()).containsExactly("empty", "num", "last");
        assertThat(s.annotations().text("empty")).contains("");
        assertThat(s.numbers("num")).containsExactly(7);
        assertThat(s.annotations().text("last")).contains("");
        assertThatThrownBy(() -> s.numbers("other"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("t.xyz:1: expected a value 'other', found empty, num, last.");
    }

    @Test
    void valuesAreNotJudged() {
        Structure s =
                read("1\nProperties=species:S:1:pos:R:3:forces:R:3:fixed:L:1:id:I:1 energy=nan\nH 0 0 0 nan x 1 T 3\n")
                        .get(0);
        assertThat(s.numbers("energy")[0]).isNaN();
        assertThat(s.column("fixed")).containsExactly(1);
        assertThat(s.column("id")).containsExactly(3);
        assertThatThrownBy(() -> s.column("forces"))
                .isInstanceOf(StructureFileException.class)
                .hasMessage("t.xyz:3:13: expected a number in column 'forces', found 'x'.");
    }

    @Test
    void atoms() {
        refused("0\n\n", "t.xyz:1:1: expected at least one atom in frame 0, found 0.");
        refused("-3\n\n", "t.xyz:1:1: expected at least one atom in frame 0, found -3.");
        refused("two\n", "t.xyz:1:1: expected the number of atoms of frame 0, found 'two'.");
        refused("99999999999\n", "t.xyz:1:1: expected the number of atoms of frame 0, found '99999999999'.");
        refused(
                "1\n\nH 0 0 0\nH 0 0 1\n",
                "t.xyz:4:1: expected the number of atoms of frame 1, found 'H 0 0 1'. Frame 0 may have more atom lines than its"
                        + " first line says.");
        refused(
                "2\n\nH 0 0 0\n",
                "t.xyz:3: expected 2 atoms, found the end of the file after 1. Frame 0 starts at line 1.");
        refused(
                "2147483647\n\nH 0 0 0\n",
                "t.xyz:3: expected 2147483647 atoms, found the end of the file after 1. Frame 0 starts at line 1.");
        refused(
                "1\n\nH 0 0 0\n5",
                "t.xyz:4: expected a comment line and 5 atoms, found the end of the file. Frame 1 starts at line 4.");
        refused("", "t.xyz: expected at least one frame, found none (the file is empty).");
        refused("\n\n", "t.xyz: expected at least one frame, found none (the file is empty).");
    }

    @Test
    void columns() {
        refused(
                "2\n\nH 0 0 0\nH 0 1\n",
                "t.xyz:4: expected 4 columns (species, pos x y z), found 3. Frame 0 starts at line 1.");
        refused(
                "2\n\nH 0 0 0\n\n",
                "t.xyz:4: expected 4 columns (species, pos x y z), found 0. Frame 0 starts at line 1.");
        refused(
                "1\n\nH 0 0 0\n1\nProperties=species:S:1:pos:R:3:stuff:R:2:forces:R:3\nH 0 0 0 1\n",
                "t.xyz:6: expected 9 columns (species, pos x y z, stuff (2), forces x y z), found 5. Frame 1 starts at line 4.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "species:S:1:pos:R | expected name:type:count triples in Properties, found 'species:S:1:pos:R'.",
                "species:S:1:pos:R:0 | expected a count from 1 to 1048576 for column 'pos' in Properties, found '0'.",
                "species:S:1:pos:R:x | expected a count from 1 to 1048576 for column 'pos' in Properties, found 'x'.",
                "species:S:1:pos:Q:3 | expected a type S, I, R or L for column 'pos' in Properties, found 'Q'.",
                "species:S:1:pos:R:3:pos:R:3 | expected different column names in Properties, found 'pos' twice.",
                "species:S:1:x:R:3 | expected the column pos:R:3 in Properties, found 'species:S:1:x:R:3'.",
                "symbol:S:1:pos:R:3 | expected the column species:S:1 or Z:I:1 in Properties, found 'symbol:S:1:pos:R:3'.",
                "species:S:1:pos:R:3:a:R:1000000:b:R:1000000 | expected at most 1048576 columns in Properties, found more."
            })
    void properties(String properties, String reason) {
        refused(
                "1\na=1 Properties=" + properties + "\nH 0 0 0\n",
                "t.xyz:2:5: " + reason + " Frame 0 starts at line 1.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "H 0 0 abc | 7 | expected a number for pos z, found 'abc'.",
                "H 0 nan 0 | 5 | expected a finite number for pos y, found 'nan'.",
                "H -inf 0 0 | 3 | expected a finite number for pos x, found '-inf'.",
                "H 1e999 0 0 | 3 | expected a finite number for pos x, found '1e999'.",
                "Xx 0 0 0 | 1 | expected an element's symbol, found 'Xx'.",
                "C1 0 0 0 | 1 | expected an element's symbol, found 'C1'. If it is a type, name its element by `types`, like C1: C.",
                "Vec1 0 0 0 | 1 | expected an element's symbol, found 'Vec1'.",
                "D 0 0 0 | 1 | expected an element, found the hydrogen isotope 'D'; write H, isotopes have one electronic structure.",
                "T 0 0 0 | 1 | expected an element, found the hydrogen isotope 'T'; write H, isotopes have one electronic structure."
            })
    void atomLines(String line, int column, String reason) {
        refused("1\n\n" + line + "\n", "t.xyz:3:" + column + ": " + reason + " Frame 0 starts at line 1.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Lattice=\"1 0 0 0 1 0 0 nan 1\" | 1 | expected finite numbers in the cell, got NaN.",
                "Lattice=\"1 0 0 0 1 0 0 0\" | 1 | expected 9 numbers in Lattice, found '1 0 0 0 1 0 0 0'.",
                "Lattice=cubic | 1 | expected 9 numbers in Lattice, found 'cubic'.",
                "a=1 Lattice=\"1 0 0 0 1 0 1 1 0\" | 5 | expected linearly independent periodic cell vectors, got [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0] (a singular cell).",
                "pbc=\"T T T\" | 1 | expected a Lattice with the periodic directions pbc='T T T', found none.",
                "pbc=\"T T\" | 1 | expected three truth values such as \"T T F\" in pbc, found 'T T'.",
                "pbc=\"T T x\" | 1 | expected three truth values such as \"T T F\" in pbc, found 'T T x'.",
                "b=\"open | 3 | expected a closing quote, found the end of the line.",
                "b=1 =2 | 5 | expected a key before '='."
            })
    void commentLines(String comment, int column, String reason) {
        refused(
                "1\n" + comment + (comment.contains("open") ? " Properties=" : " Properties=species:S:1:pos:R:3")
                        + "\nH 0 0 0\n",
                "t.xyz:2:" + column + ": " + reason + " Frame 0 starts at line 1.");
    }

    @Test
    void singularCellWithoutPeriodicDirections() {
        assertThat(one("Lattice=\"0 0 0 0 0 0 0 0 0\" pbc=\"F F F\" Properties=species:S:1:pos:R:3")
                        .cell()
                        .anyPeriodic())
                .isFalse();
    }

    private static Set<String> warnings(String comment) {
        Set<String> warned = new HashSet<>();
        byte[] text = ("1\n" + comment + "\nH 0 0 0\n").getBytes(StandardCharsets.UTF_8);
        new ExtendedXyzReader("t.xyz", new ByteArrayInputStream(text), AtomTypes.SYMBOLS, warned)
                .forEachRemaining(s -> {});
        return warned;
    }

    @Test
    void keysLikeThoseOfTheCell() {
        String cell = "=\"4 0 0 0 4 0 0 0 4\"";
        for (String key : List.of("lattice", "LATTICE", "cell", "Cell")) {
            assertThat(warnings(key + cell))
                    .containsExactly("the key '" + key
                            + "' is not read as a property of the cell; the cell's keys are Lattice and pbc");
        }
        assertThat(warnings("Lattice" + cell + " PBC=\"T T F\"")).hasSize(1);
        assertThat(warnings("Lattice" + cell + " pbc=\"T T F\" cell" + cell)).isEmpty();
        assertThat(warnings("lattice=hexagonal Cell=a")).isEmpty();
        assertThatThrownBy(() -> one("lattice" + cell + " pbc=\"T T T\""))
                .hasMessage("t.xyz:2:29: expected a Lattice with the periodic directions pbc='T T T', found 'lattice'."
                        + " Write it as Lattice. Frame 0 starts at line 1.");
    }

    @Test
    void remarksOfIpi() {
        String remark =
                "# CELL(abcABC):   10.0 10.0 10.0  90.0  90.0  90.0  Step:  7  Bead:  0 positions{%s} cell{angstrom}";
        assertThat(warnings(remark.formatted("angstrom")))
                .containsExactly("the cell in the remark of i-PI is not read: the structures have no cell");
        assertThat(one(remark.formatted("angstrom")).numbers("Step")).containsExactly(7);
        assertThatThrownBy(() -> one(remark.formatted("atomic_unit")))
                .isInstanceOf(StructureFileException.class)
                .hasMessageContaining("expected positions in Å, found 'positions{atomic_unit}")
                .hasMessageContaining("Let i-PI write positions{angstrom}.");
    }

    @Test
    void columnsOfTextThatAreNumbers() {
        Structure s = read("2\nProperties=species:S:1:pos:R:3:shift:S:1\nH 0 0 0 1.5\nO 0 0 1 None\n")
                .get(0);
        assertThat(s.column("shift")).containsExactly(1.5, Double.NaN);
    }

    @Test
    void overlappingAtoms() {
        refused(
                "3\n\nH 0 0 0\nC 1 0 0\nH 0 0 -0.0005\n",
                "t.xyz:5: expected atoms at least 0.1 Å apart, found this one 0.000500 Å from that of line 3."
                        + " Remove one of them. Frame 0 starts at line 1.");
        refused(
                "3\nLattice=\"15 0 0 0 15 0 0 0 15\"\nAr 0 0 0\nAr 15 0 0\nAr 0 0 2.7\n",
                "t.xyz:4: expected atoms at least 0.1 Å apart, found this one 0.00 Å from an image of that of line 3."
                        + " Remove one of them. Frame 0 starts at line 1.");
        refused(
                "1\nLattice=\"0.02 0 0 0 5 0 0 0 5\"\nAr 0 0 0\n",
                "t.xyz:3: expected atoms at least 0.1 Å apart, found this one 0.0200 Å from its own image."
                        + " Give the cell in Å. Frame 0 starts at line 1.");
        assertThat(read("2\n\nH 0 0 0\nH 0 0 0.101\n")).hasSize(1);
        StringBuilder many = new StringBuilder("1001\n\n");
        for (int i = 0; i < 1000; i++) {
            many.append("H ").append(i * 0.2).append(" 0 -1e-17\n");
        }
        assertThatThrownBy(() -> read(many + "H 100.05 0 0\n"))
                .hasMessageStartingWith("t.xyz:1003: expected atoms at least 0.1 Å apart")
                .hasMessageContaining("from that of line 503.");
        assertThat(read(many + "H 199.901 0 0\n")).hasSize(1);
    }

    @Test
    void unusuallyCloseAtomsAreCounted() {
        Set<String> warned = new HashSet<>();
        String text = """
                2

                H 0 0 0
                H 0 0 0.74
                2

                H 0 0 0
                H 0 0 0.3
                2

                H 0 0 0
                H 0 0 0.2
                """;
        ExtendedXyzReader reader = new ExtendedXyzReader(
                "t.xyz", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), AtomTypes.SYMBOLS, warned);
        reader.forEachRemaining(s -> assertThat(warned).isEmpty());
        assertThat(warned)
                .containsExactly("2 frames have atoms closer than half the sum of their covalent radii; the first is"
                        + " frame 1, with 0.300 Å between the atoms of lines 7 and 8. Are the coordinates in Å?");
    }

    @Test
    void longLines() {
        InputStream endless = new InputStream() {
            private int served;

            @Override
            public int read() {
                return served++ < 4 ? "1\nab".charAt(served - 1) : 'x';
            }

            @Override
            public int read(byte[] b, int off, int len) {
                for (int i = 0; i < len; i++) {
                    b[off + i] = (byte) read();
                }
                return len;
            }
        };
        assertThatThrownBy(() -> new ExtendedXyzReader("t.xyz", endless).next())
                .hasMessage(
                        "t.xyz:2: expected lines of at most 64 MiB, found a longer one. Is this a text file of structures?");
    }

    @Test
    void readingFails() {
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream("2\n\nH 0".getBytes(StandardCharsets.UTF_8)), failing());
        assertThatThrownBy(() -> new ExtendedXyzReader("t.xyz", broken).next())
                .isInstanceOf(StructureFileException.class)
                .hasMessage("t.xyz:3: cannot read on: Input/output error.")
                .hasRootCauseMessage("Input/output error");
    }

    static InputStream failing() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return read();
            }
        };
    }

    @Test
    void locationOfAnError() {
        assertThatThrownBy(() -> read("1\n\nH 0 0 x\n")).isInstanceOfSatisfying(StructureFileException.class, e -> {
            assertThat(e.file()).isEqualTo("t.xyz");
            assertThat(e.line()).isEqualTo(3);
            assertThat(e.column()).isEqualTo(7);
            assertThat(e.reason()).startsWith("expected a number for pos z");
        });
    }
}
