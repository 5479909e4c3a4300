package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** The values of {@code isRead} are those that the reader of ASE 3.29 has of the same file. */
class MagresReaderTest {
    private static final String FILE = """
            #$magres-abinitio-v1.0
            # made by hand
            [calculation]
            calc_code CASTEP
            calc_cutoffenergy 50 Hartree
            [/calculation]
            [atoms]
            units lattice Angstrom
            lattice 5.0 0.0 0.0 0.5 6.0 0.0 0.0 -0.25 7.0
            units atom Angstrom
            symmetry x,y,z
            atom C:a C 1 0.5 0.5 0.5
            atom H H 1 1.5 0.75 0.5
            atom H H 112 0.25 1.5 0.5
            atom N N 1 3.0 3.0 3.0
            [/atoms]
            [magres]
            units ms ppm
            units efg au
            ms H 1 30.0 1.0 2.0 3.0 28.0 4.0 5.0 6.0 27.5
            ms H112 31.25 -1.5-2.5 3.0E-1 29.0-4.0 0.0 0.5 25.25
            ms C 1 120.0 10.0 -20.0 15.0 -90.0 0.125 7.0 1e1 45.0
            efg H 1 0 0 0 0 0 0 0 0 0
            [/magres]
            """;

    @TempDir
    Path folder;

    private Structure read(String text) throws IOException {
        Path file = folder.resolve("a.magres");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return Structures.read(file).first();
    }

    @Test
    void isRead() throws IOException {
        Structure s = read(FILE);
        assertThat(s.cell()).isEqualTo(Cell.periodic(5, 0, 0, 0.5, 6, 0, 0, -0.25, 7));
        assertThat(s.atomicNumbers()).containsExactly(6, 1, 1, 7);
        assertThat(s.positions()).containsExactly(0.5, 0.5, 0.5, 1.5, 0.75, 0.5, 0.25, 1.5, 0.5, 3, 3, 3);
        assertThat(s.column("shielding")).containsExactly(25, 28.5, 28.5, Double.NaN);
        double[] tensors = s.column("shielding_tensor");
        assertThat(s.annotations().columnWidth("shielding_tensor")).isEqualTo(9);
        assertThat(java.util.Arrays.copyOf(tensors, 27))
                .containsExactly(
                        120, 10, -20, 15, -90, 0.125, 7, 10, 45, 30, 1, 2, 3, 28, 4, 5, 6, 27.5, 31.25, -1.5, -2.5, 0.3,
                        29, -4, 0, 0.5, 25.25);
        assertThat(tensors[27]).isNaN();
        assertThat(s.origin()).endsWith("a.magres:1");
    }

    @Test
    void otherBracketsAndBohr() throws IOException {
        Structure s = read(FILE.replace('[', '<').replace(']', '>').replace("atom Angstrom", "atom bohr"));
        assertThat(s.position(3, 0)).isEqualTo(3.0 * 0.529177210903);
        assertThat(s.column("shielding")[0]).isEqualTo(25);
    }

    @Test
    void withoutShieldings() throws IOException {
        Structure s = read(FILE.replaceAll("(?m)^ms .*\n", ""));
        assertThat(s.hasColumn("shielding")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "27.5|27.5 1|20: expected 9 numbers for a shielding tensor, found 10.",
                "27.5|27.x|20: expected a number for a shielding tensor, found '27.x'.",
                "ms H 1|ms H 2|20: expected the label and index of an atom of the block [atoms], found 'H 2'.",
                "ms C 1|ms H 1|22: expected one shielding tensor of each atom, found another of 'H 1'.",
                "ms C 1|ms C|22: expected the label and index of an atom, like `H 1`, found 'C'.",
                "units ms ppm|units ms au|20: expected the line `units ms ppm` before the first tensor, found 'au'.",
                "units atom Angstrom|units a b|12: expected the unit before the first atom: `units atom Angstrom` or bohr, found none.",
                "atom N N 1|atom Q N 1|15: expected an element's symbol, found 'Q'.",
                "atom N N 1|atom H H 1|15: expected a label and index that no other atom has, found 'H 1' again.",
                "3.0 3.0 3.0|0.5 0.5 0.5|15: expected atoms at least 0.1 Å apart, found this one 0.00 Å from that of line 12.",
                "[/magres]|''|24: expected the end [/magres] of a block, found the end of the file. Is it complete?",
                "[magres]|ms|17: expected the beginning of a block like [atoms], found 'ms'.",
                "[/atoms]|''|17: expected the end [/atoms] of a block, found '[magres]'."
            })
    void damageIsRefused(String from, String to, String message) {
        String text = FILE.replaceFirst(java.util.regex.Pattern.quote(from), to.equals("''") ? "" : to);
        assertThat(text).isNotEqualTo(FILE);
        assertThatThrownBy(() -> read(text)).hasMessageContaining("a.magres:" + message);
    }

    @Test
    void damagedAnywhereIsReadOrRefused() throws IOException {
        int refused = 0;
        for (int cut = 30; cut < FILE.length() - 10; cut++) {
            try {
                read(FILE.substring(0, cut));
            } catch (StructureFileException e) {
                assertThat(e.getMessage()).contains("expected");
                refused++;
            }
        }
        // a file that ends after a block is whole
        assertThat(refused).isGreaterThan(FILE.length() - 200);
    }
}
