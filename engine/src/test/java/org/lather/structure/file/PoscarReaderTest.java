package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

class PoscarReaderTest {
    private static final String DIRECT = """
            rock salt
             2.0
             2 0 0
             0 3.0 0
             1 0 4
            Na_pv Cl/5ab3
             1 2
            Direct
            0 0 0
            0.5 0.5 0.5 Cl
            .25 0 1.25

            0.0 0.0 0.0
            """;

    private static Structure read(String text) {
        return new PoscarReader("POSCAR", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).next();
    }

    @Test
    void direct() {
        Structure s = read(DIRECT);
        assertThat(s.cell()).isEqualTo(Cell.periodic(4, 0, 0, 0, 6, 0, 2, 0, 8));
        assertThat(s.atomicNumbers()).containsExactly(11, 17, 17);
        assertThat(s.positions()).containsExactly(0, 0, 0, 3, 3, 4, 3.5, 0, 10);
        assertThat(s.origin()).isEqualTo("POSCAR:1");
        assertThat(s.annotations().frame()).isZero();
    }

    @Test
    void cartesianWithSelectiveDynamics() {
        Structure s = read(DIRECT.replace("Direct", "Selective dynamics\nk")
                .replace("\n0 0 0\n", "\n0 0 0 F F F\n")
                .replace("0.5 0.5 0.5 Cl", "0.5 0.5 0.5 T T F")
                .replace("1.25", "1.25 .TRUE. true T"));
        assertThat(s.positions()).containsExactly(0, 0, 0, 1, 1, 1, 0.5, 0, 2.5);
        // flags T of a and b, which span x and y, free x and y
        assertThat(s.annotations().columnWidth("move_mask")).isEqualTo(3);
        assertThat(s.column("move_mask")).containsExactly(0, 0, 0, 1, 1, 0, 1, 1, 1);
    }

    private static final String SELECTIVE = """
            slab
            1
             5 0 0
             -2.5 4.33 0
             0 0 20
            Cu H
            2 1
            Selective dynamics
            Direct
            0 0 0 F F F
            0.5 0.5 0 F F F
            0.5 0.5 0.1 T T T
            """;

    @Test
    void flagsOfWholeAtomsAreOneColumn() throws IOException {
        Structure s = read(SELECTIVE);
        assertThat(s.annotations().columnWidth("move_mask")).isEqualTo(1);
        assertThat(s.column("move_mask")).containsExactly(0, 0, 1);
        String written = ExtendedXyzWriterTest.write(List.of(s));
        assertThat(written).contains("Properties=species:S:1:pos:R:3:move_mask:L:1 ");
        assertThat(written.lines().skip(2).map(line -> line.substring(line.length() - 2)))
                .containsExactly(" F", " F", " T");
        Structure again = ExtendedXyzReaderTest.read(written).get(0);
        assertThat(again.annotations().isLogical("move_mask")).isTrue();
        assertThat(again.column("move_mask")).containsExactly(0, 0, 1);
    }

    @Test
    void flagsAlongLatticeVectorsThatAreNoAxes() {
        Set<String> warned = new HashSet<>();
        String text = SELECTIVE.replace("T T T", "F F T").replace("0.5 0.5 0 F F F", "0.5 0.5 0 F T F");
        Structure s =
                new PoscarReader("P", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), warned).next();
        // c is along z; b is between x and y, so that its atom is fixed, and the user is warned
        assertThat(s.column("move_mask")).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1);
        assertThat(warned)
                .containsExactly("selective dynamics fixes some atoms along lattice vectors that are not along x, y or"
                        + " z; move_mask fixes these atoms in all directions.");
    }

    @Test
    void flagsAreRequired() {
        assertThatThrownBy(() -> read(SELECTIVE.replace("T T T", "T T")))
                .hasMessage(
                        "POSCAR:12: expected three flags T or F of selective dynamics after the position, found 2.");
        assertThatThrownBy(() -> read(SELECTIVE.replace("T T T", "T T 1")))
                .hasMessage("POSCAR:12:17: expected a flag T or F of selective dynamics, found '1'.");
        assertThat(read(DIRECT).hasColumn("move_mask")).isFalse();
    }

    @Test
    void numbersOfAtomsMayBeZero() {
        Structure s = read(DIRECT.replace("Na_pv Cl/5ab3", "Na Br Cl").replace(" 1 2", " 1 0 2"));
        assertThat(s.atomicNumbers()).containsExactly(11, 17, 17);
        assertThatThrownBy(() -> read(DIRECT.replace(" 1 2", " 0 0")))
                .hasMessage("POSCAR:7: expected at least one atom, found none.");
    }

    @Test
    void remarks() {
        Structure s = read(DIRECT.replace("Cl/5ab3", "Cl/5ab3 ! elements")
                .replace(" 1 2", " 1 2 # numbers")
                .replace("Direct", "Direct ! mode"));
        assertThat(s.atomicNumbers()).containsExactly(11, 17, 17);
        assertThat(read(DIRECT.replace("Direct", "Fractional")).positions()).isEqualTo(s.positions());
    }

    @Test
    void negativeScaleIsTheVolume() {
        Structure s = read(DIRECT.replace(" 2.0\n", "-192\n").replace("Direct", "Cartesian"));
        assertThat(s.cell().volume()).isCloseTo(192, within(1e-10));
        assertThat(s.positions()).usingComparatorWithPrecision(1e-12).containsExactly(0, 0, 0, 1, 1, 1, 0.5, 0, 2.5);
    }

    @Test
    void threeScales() {
        Structure s = read(DIRECT.replace(" 2.0\n", "1 2 3\n"));
        assertThat(s.cell()).isEqualTo(Cell.periodic(2, 0, 0, 0, 6, 0, 1, 0, 12));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Na_pv Cl/5ab3\\n| | POSCAR:6:2: expected element symbols (VASP 5 format), found '1'; add the line of symbols that VASP 4 leaves out.",
                "Na_pv|Xy|POSCAR:6:1: expected an element's symbol, found 'Xy'.",
                "1 2\\n|1\\n|POSCAR:7: expected a number of atoms for each of the 2 elements of the line before, found 1 number.",
                "1 2\\n|1 2 3\\n|POSCAR:7:6: expected a number of atoms for each of the 2 elements of the line before, found 3 numbers.",
                "Na_pv Cl/5ab3|Na|POSCAR:7:4: expected a number of atoms for each of the 1 element of the line before, found 2 numbers.",
                "1 2\\n|1 -1\\n|POSCAR:7:4: expected a number of atoms, found '-1'.",
                "1 2\\n|1 1e9\\n|POSCAR:7:4: expected a number of atoms, found '1e9'.",
                "1 2\\n|1 999999999\\n|POSCAR:7:4: expected at most 134217728 atoms, found more.",
                "Direct|0 0 0|POSCAR:8:1: expected Direct or Cartesian, found '0'.",
                "0.5 0.5 0.5|0.5 nan 0.5|POSCAR:10:5: expected a finite number for a position, found 'nan'.",
                "0.5 0.5 0.5|0.5 0.5 Cl|POSCAR:10:9: expected a number for a position, found 'Cl'.",
                "1 0 4|2 0 0|POSCAR:5: expected linearly independent periodic cell vectors, got [4.0, 0.0, 0.0, 0.0, 6.0, 0.0, 4.0, 0.0, 0.0] (a singular cell).",
                "1 0 4|1 0|POSCAR:5: expected lattice vector 3 (3 words), found ' 1 0'.",
                " 2.0\\n|0\\n|POSCAR:2:2: expected a scale other than 0, and three of them positive, found '0'.",
                "0.5 0.5 0.5|0 0 0|POSCAR:10: expected atoms at least 0.1 Å apart, found this one 0.00 Å from that of line 9. Remove one of them.",
                ".25 0 1.25\\n\\n0.0 0.0 0.0\\n||POSCAR:10: expected position 3 of 3, found the end of the file."
            })
    void refused(String part, String other, String message) {
        String text = DIRECT.replace(part.replace("\\n", "\n"), other == null ? "" : other.replace("\\n", "\n"));
        assertThat(text).isNotEqualTo(DIRECT);
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(StructureFileException.class)
                .hasMessage(message);
    }

    @Test
    void emptyFile() {
        assertThatThrownBy(() -> read("")).hasMessage("POSCAR: expected a POSCAR, found nothing (the file is empty).");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POSCAR",
                "CONTCAR_2",
                "a.vasp",
                "b.POSCAR",
                "POSCAR.xyz.gz",
                "a.vasp.xz",
                "contcar",
                "mp-30_POSCAR",
                "a.txt"
            })
    void names(String name, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(name), DIRECT);
        Structures structures = Structures.read(List.of(name, name + "@-1", name + "@1:"), folder);
        assertThat(structures).hasSize(2);
        assertThat(ExtendedXyzReaderTest.read(ExtendedXyzWriterTest.write(structures)))
                .allSatisfy(s -> assertThat(s.atomicNumbers()).containsExactly(11, 17, 17));
        assertThat(FileStart.isNamedPoscar("POSCARs/a.xyz")).isFalse();
    }
}
