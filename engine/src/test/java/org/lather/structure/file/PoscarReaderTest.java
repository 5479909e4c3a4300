package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        Structure s =
                read(DIRECT.replace("Direct", "Selective dynamics\nk").replace("0.5 0.5 0.5 Cl", "0.5 0.5 0.5 T T F"));
        assertThat(s.positions()).containsExactly(0, 0, 0, 1, 1, 1, 0.5, 0, 2.5);
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
                "Na_pv|Xy|POSCAR:6:1: expected an element's symbol or atomic number, found 'Xy'.",
                "1 2\\n|1\\n|POSCAR:7: expected the number of atoms of each element (2 words), found ' 1'.",
                "1 2\\n|1 0\\n|POSCAR:7:4: expected a number of atoms of at least 1, found '0'.",
                "1 2\\n|1 1e9\\n|POSCAR:7:4: expected a number of atoms of at least 1, found '1e9'.",
                "1 2\\n|1 999999999\\n|POSCAR:7:4: expected at most 134217728 atoms, found more.",
                "Direct|Fractional|POSCAR:8:1: expected Direct or Cartesian, found 'Fractional'.",
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
    @ValueSource(strings = {"POSCAR", "CONTCAR_2", "a.vasp", "b.POSCAR", "POSCAR.xyz.gz", "a.vasp.xz"})
    void names(String name, @TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve(name), DIRECT);
        Structures structures = Structures.read(List.of(name, name + "@-1", name + "@1:"), folder);
        assertThat(structures).hasSize(2);
        assertThat(ExtendedXyzReaderTest.read(ExtendedXyzWriterTest.write(structures)))
                .allSatisfy(s -> assertThat(s.atomicNumbers()).containsExactly(11, 17, 17));
        assertThat(StructureFile.isPoscar("POSCARs/a.xyz")).isFalse();
    }
}
