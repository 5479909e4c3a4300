package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.structure.Structure;

class AtomTypesTest {
    /** The default output of the command {@code dump xyz} of LAMMPS. */
    private static final String LAMMPS =
            "4\n Atoms. Timestep: 0\n1 0 0 0\n1 1.4 1.4 1.4\n2 2.5 0.5 0.5\n2 0.5 2.5 2.5\n";

    private static Structure read(String text, AtomTypes types) {
        return new ExtendedXyzReader(
                        "t.xyz",
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                        types,
                        new HashSet<>())
                .next();
    }

    @Test
    void numbersAreRefusedUntilTheirMeaningIsGiven() {
        assertThatThrownBy(() -> read(LAMMPS, AtomTypes.SYMBOLS))
                .isInstanceOf(StructureFileException.class)
                .hasMessage("t.xyz:3:1: expected an element's symbol, found the number '1'. If it is a type, name its"
                        + " element by `types`, like 1: Si, 2: O; if it is an atomic number, set `types` to"
                        + " atomic_numbers. Frame 0 starts at line 1.");
        assertThat(read(LAMMPS, AtomTypes.of(Map.of("1", 14, "2", 8))).atomicNumbers())
                .containsExactly(14, 14, 8, 8);
        assertThat(read(LAMMPS, AtomTypes.ATOMIC_NUMBERS).atomicNumbers()).containsExactly(1, 1, 2, 2);
        assertThatThrownBy(() -> read(LAMMPS, AtomTypes.of(Map.of("1", 14))))
                .hasMessage("t.xyz:5:1: expected an element's symbol or one of the types 1, found '2'. Name its element"
                        + " by `types`. Frame 0 starts at line 1.");
    }

    @Test
    void aColumnOfAtomicNumbersNeedsNoMeaning() {
        String z = "1\nProperties=Z:I:1:pos:R:3\n14 0 0 0\n";
        assertThat(read(z, AtomTypes.SYMBOLS).atomicNumbers()).containsExactly(14);
        for (String number : List.of("0", "119")) {
            String message = "expected an atomic number from 1 to 118 or a symbol, found '" + number + "'.";
            assertThatThrownBy(() -> read(z.replace("14", number), AtomTypes.SYMBOLS))
                    .hasMessage("t.xyz:3:1: " + message + " Frame 0 starts at line 1.");
            assertThatThrownBy(() -> read("1\n\n" + number + " 0 0 0\n", AtomTypes.ATOMIC_NUMBERS))
                    .hasMessage("t.xyz:3:1: " + message + " Frame 0 starts at line 1.");
        }
        String species = "1\nProperties=species:S:1:pos:R:3:Z:I:1\n1 0 0 0 14\n";
        assertThatThrownBy(() -> read(species, AtomTypes.SYMBOLS)).hasMessageContaining("found the number '1'");
    }

    @Test
    void wordsMayBeTypes() {
        AtomTypes water = AtomTypes.parse(List.of("OW=O", "HW:H", "C=Si"));
        assertThat(read("4\n\nOW 0 0 0\nHW 0 0 1\nC 3 0 0\nN 0 3 0\n", water).atomicNumbers())
                .containsExactly(8, 1, 14, 7);
    }

    @Test
    void typesOnACommandLine() {
        assertThat(AtomTypes.parse(List.of())).isEqualTo(AtomTypes.SYMBOLS);
        assertThat(AtomTypes.parse(List.of("atomic_numbers"))).isEqualTo(AtomTypes.ATOMIC_NUMBERS);
        assertThat(AtomTypes.parse(List.of("1=si", " 2 = O")).elements()).isEqualTo(Map.of("1", 14, "2", 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1=Xy", "1", "1=Si=O", "Si", "atomic_numbers,1=Si", "1=Si,1=O", "=Si"})
    void typesThatCannotBe(String text) {
        assertThatThrownBy(() -> AtomTypes.parse(List.of(text.split(","))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filesAreReadWithTheirTypes(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("l.xyz"), LAMMPS);
        AtomTypes types = AtomTypes.of(Map.of("1", 14, "2", 8));
        Structure s = Structures.read(List.of("l.xyz@0"), folder, types).first();
        assertThat(s.atomicNumbers()).containsExactly(14, 14, 8, 8);
        assertThat(s.numbers("Timestep")).containsExactly(0);
        assertThatThrownBy(() -> Structures.read(List.of("l.xyz"), folder).first())
                .isInstanceOf(StructureFileException.class);
    }
}
