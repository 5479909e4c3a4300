package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

class RemarksTest {
    private static final String QM9 = """
            5
            gdb 1\t157.7118\t157.70997\t157.70699\t0.\t13.21\t-0.3877\t0.1171\t0.5048\t35.3641\t0.044749\t-40.47893\t\
            -40.476062\t-40.475117\t-4.0498597*^1\t6.469\t
            C\t-0.0126981359\t 1.0858041578\t 0.0080009958\t-0.535689
            H\t 0.002150416\t-0.0060313176\t 0.0019761204\t 0.133921
            H\t 1.0117308433\t 1.4637511618\t 2.765748*^-4\t 0.133922
            H\t-0.540815069\t 1.4475266138\t-0.8766437152\t 0.133923
            H\t-0.5238136345\t 1.4379326443\t 0.9063972942\t 0.133923
            1341.307\t1341.3284\t1341.365\t1562.6731\t1562.7453\t3038.3205\t3151.6034\t3151.6788\t3151.7078
            C\tC\t
            InChI=1S/CH4/h1H4\tInChI=1S/CH4/h1H4
            """;

    private static Structure one(String comment) {
        return ExtendedXyzReaderTest.read("1\n" + comment + "\nH 0 0 0\n").get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' i =        0, time =        0.000, E =       -17.1643447'|E|-17.1643447",
                "' i = 10, time = 5.000, E = -17.1643447'|time|5",
                "' i =       11, E =       -17.1643447'|i|11",
                "'water energy=-17.1 pbc=\"F F F\"'|energy|-17.1",
                "'energy=-17.1 converged'|energy|-17.1",
                "'# config 3; energy = -1.5e1; done'|energy|-15",
                "' energy: -5.070451 gnorm: 0.000376 xtb: 6.3.2 (abc)'|energy|-5.070451",
                "' energy: -5.070451 gnorm: 0.000376 xtb: 6.3.2 (abc)'|gnorm|0.000376",
                "'Coordinates from ORCA-job water E -76.321'|E|-76.321",
                "'scan (step 3) E=-1D0, dipole=\"0 1 2\"'|E|-1"
            })
    void pairsAreFoundAmongRemarks(String comment, String key, double value) {
        assertThat(one(comment).numbers(key)).containsExactly(value);
    }

    @Test
    void whatIsNoPairIsNotRead() {
        assertThat(one("water at 300 K").keys()).isEmpty();
        assertThat(one("see https://example.org/a=b and c:\\d").keys()).isEmpty();
        assertThat(one("xtb: 6.3.2 (abc)").keys()).isEmpty();
        assertThat(one("pbc = yes, of course").cell()).isEqualTo(Cell.NONE);
        assertThat(one("my crystal Lattice = \"4 0 0 0 5 0 0 0 6\", relaxed").cell())
                .isEqualTo(Cell.periodic(4, 0, 0, 0, 5, 0, 0, 0, 6));
        assertThat(one("a crystal, pbc = \"T T F\", Lattice = \"4 0 0 0 5 0 0 0 6\"")
                        .cell()
                        .periodic(2))
                .isFalse();
    }

    @Test
    void theLastOfSeveralCounts() {
        assertThat(one("E = -1, then E = -2, done").numbers("E")).containsExactly(-2);
    }

    @Test
    void remarksAreRepeatedAndTheirPairsKept() throws IOException {
        String text = "1\n i = 0, time = 0.500, E = -17.16\nH 0 0 0\n";
        Structure s = ExtendedXyzReaderTest.read(text).get(0);
        assertThat(ExtendedXyzWriterTest.write(List.of(s))).isEqualTo(text);
        String written = ExtendedXyzWriterTest.write(
                List.of(s.with(s.annotations().with("time", 1).with("predicted", 2))));
        assertThat(written)
                .isEqualTo("1\ncomment=\" i = 0, time = 0.500, E = -17.16\" i=0 E=-17.16"
                        + " Properties=species:S:1:pos:R:3 time=1.0 predicted=2.0\nH 0 0 0\n");
        assertThat(ExtendedXyzReaderTest.read(written).get(0).keys())
                .containsExactly("comment", "i", "E", "time", "predicted");
    }

    @Test
    void filesOfQm9() {
        Structures two =
                Structures.of("q.xyz", () -> new ByteArrayInputStream((QM9 + QM9).getBytes(StandardCharsets.UTF_8)));
        assertThat(two).hasSize(2);
        Structure s = two.first();
        assertThat(s.atomicNumbers()).containsExactly(6, 1, 1, 1, 1);
        assertThat(s.position(2, 2)).isEqualTo(2.765748e-4);
        assertThat(s.annotations().text("tag")).contains("gdb");
        assertThat(s.numbers("mu")).containsExactly(0);
        assertThat(s.numbers("U0")).containsExactly(-40.47893);
        assertThat(s.numbers("G")).containsExactly(-40.498597);
        assertThat(s.numbers("Cv")).containsExactly(6.469);
        // frames that are not read are passed over with their further lines
        ExtendedXyzReader reader =
                new ExtendedXyzReader("q.xyz", new ByteArrayInputStream((QM9 + QM9).getBytes(StandardCharsets.UTF_8)));
        assertThat(reader.skip()).isTrue();
        assertThat(reader.next().origin()).isEqualTo("q.xyz:11");
        assertThat(reader.hasNext()).isFalse();
    }

    /** Each character is looked at a few times, whatever the line. */
    @Test
    void longRemarks() {
        for (String part : List.of(
                "a",
                "a.",
                "=",
                "a= ",
                "a=\"",
                "\"",
                "'",
                " ",
                "1 ",
                "gdb 1 ",
                "a: ",
                "Coordinates from ORCA-job ",
                "E ")) {
            String line = part.repeat(400_000 / part.length());
            Assertions.assertTimeout(Duration.ofSeconds(5), () -> new CommentLine(line), part);
        }
    }
}
