package org.lather.electrons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.structure.Cell;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

class BasisFileTest {
    private static final String PYSCF =
            "{\"O\": [[0, [10.0, 0.7], [2.0, 0.4]], [1, [1.5, 1.0]], [0, [0.5, 1.0]]], \"H\": [[0, [1.0, 1.0]]]}";
    private static final String EXCHANGE =
            "{\"elements\": {\"8\": {\"electron_shells\": [{\"angular_momentum\": [0], \"exponents\": [\"10.0\","
                    + " \"2.0\"], \"coefficients\": [[\"0.7\", \"0.4\"]]}, {\"angular_momentum\": [1],"
                    + " \"exponents\": [\"1.5\"], \"coefficients\": [[\"1.0\"]]}, {\"angular_momentum\": [0],"
                    + " \"exponents\": [\"0.5\"], \"coefficients\": [[\"1.0\"]]}]}, \"1\": {\"electron_shells\":"
                    + " [{\"angular_momentum\": [0], \"exponents\": [\"1.0\"], \"coefficients\": [[\"1.0\"]]}]}}}";
    private static final String NWCHEM = """
            # a comment
            BASIS "ao basis" SPHERICAL PRINT
            O    S
              1.0D+01  0.7
              2.0  0.4
            O    P
             1.5  1.0
            O    S
             0.5  1.0
            H    S
             1.0  1.0
            END
            """;

    @Test
    void allFormsGiveTheSameFunctions() {
        String expected = BasisFile.text(BasisFile.parse(PYSCF));
        assertThat(BasisFile.text(BasisFile.parse(EXCHANGE))).isEqualTo(expected);
        assertThat(BasisFile.text(BasisFile.parse(NWCHEM))).isEqualTo(expected);
        assertThat(BasisFile.text(BasisFile.parse(expected))).isEqualTo(expected);
        assertThat(BasisFile.text(BasisFile.parse("{\"name\": \"x\", \"basis\": " + PYSCF + "}")))
                .isEqualTo(expected);
    }

    @Test
    void functionsAreOrderedByLThenByTheFile() {
        ElementBasis o = BasisFile.parse(PYSCF).of(8);
        assertThat(o.shells()).extracting(Shell::l).containsExactly(0, 0, 1);
        assertThat(o.shells().get(0).exponents()).containsExactly(10, 2);
        assertThat(o.size()).isEqualTo(5);
        assertThat(o.offset(1)).isEqualTo(2);
    }

    @Test
    void generalAndSharedContractionsAreSeveralShells() {
        ElementBasis general =
                BasisFile.parse("{\"H\": [[0, [3, 0.2, 0.5], [1, 0.4, 0]]]}").of(1);
        assertThat(general.shells()).hasSize(2);
        assertThat(general.shells().get(1).exponents()).containsExactly(3);
        ElementBasis shared = BasisFile.parse("H SP\n 3.0 0.2 0.5\n").of(1);
        assertThat(shared.shells()).extracting(Shell::l).containsExactly(0, 1);
    }

    @Test
    void whatIsNoBasisIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("b.json"), "{\"Q\": [[0, [1, 1]]]}");
        assertThatThrownBy(() -> BasisFile.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("b.json")
                .hasMessageContaining("`Q`");
        assertThatThrownBy(() -> BasisFile.read(folder.resolve("none.json"))).hasMessageContaining("no such file");
        assertThatThrownBy(() -> BasisFile.parse("{\"H\": [[0, [-1, 1]]]}")).hasMessageContaining("positive exponent");
        assertThatThrownBy(() -> BasisFile.parse("{\"H\": [[11, [1, 1]]]}")).hasMessageContaining("order l");
        assertThatThrownBy(() -> BasisFile.parse("{\"H\": []}")).hasMessageContaining("at least one shell");
        assertThatThrownBy(() -> BasisFile.parse("H X\n 1 1\n")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> BasisFile.parse("H S\n 1 x\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> BasisFile.parse("")).hasMessageContaining("at least one element");
    }

    @Test
    void structuresThatTheBasisDoesNotFitAreRefused() {
        AuxiliaryBasis basis = BasisFile.parse(PYSCF);
        assertThatThrownBy(() -> basis.expect(Structure.of(new int[] {6}, new double[3], Cell.NONE)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("H, O")
                .hasMessageContaining("got C");
        assertThatThrownBy(() -> basis.expect(
                        Structure.of(new int[] {8}, new double[3], Cell.periodic(5, 0, 0, 0, 5, 0, 0, 0, 5))))
                .hasMessageContaining("periodic");
    }
}
