package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.structure.Annotations;
import org.lather.structure.Structure;

/** Damaged files are read or refused with a place, and nothing else; what is read can be written and read again. */
class DamagedFilesTest {
    private static final String POSCAR = """
            rock salt, whose title and velocities may be damaged without harm
            -80
             2 0 0
             0 3.0 0
             1 0 4
            Na Cl
             1 2
            Selective
            Direct
            0 0 0 T T T
            0.5 0.5 0.5 F F F
            .25 0 1.25 T F T

            0.00010 0.00020 0.00030
            0.00000 0.00000 0.00000
            0.00000 0.00000 0.00000
            """;
    private static final String MAGRES = """
            #$magres-abinitio-v1.0
            # lines of other programs, of other properties and of remarks may be damaged without harm
            [calculation]
            calc_code CASTEP, with a remark that is long enough to be hit often, as those of real files are
            calc_pspot H 1|0.6|13|15|17|10(qc=8) C 2|1.4|10|12|13|20:21(qc=7) N 2|1.1|14|16|18|20:21(qc=7)
            [/calculation]
            [atoms]
            units lattice Angstrom
            lattice 5 0 0 0.5 6 0 0 -0.25 7
            units atom Angstrom
            atom C:a C 1 0.5 0.5 0.5
            atom H H 112 1.5 0.75 0.5
            [/atoms]
            [magres]
            units ms ppm
            ms H112 31.25 -1.5-2.5 3.0E-1 29.0-4.0 0.0 0.5 25.25
            ms C 1 120.0 10.0 -20.0 15.0 -90.0 0.125 7.0 1e1 45.0
            [/magres]
            """;
    private static final String FRAME = """
            2
            x = 1D0 Properties=id:I:1:species:S:1:pos:R:3:forces:R:3 flag n='1 2' m=[[3,4],[5,6]] s="a\\"b" \
            Lattice={4 5 6} pbc="T T F"
              7 h\t0.10 -0 +.5   nan 1d0 2
            8  O 00.1 1 1\t1 2 3.000

            1
            remark
            He 1 2 3
            """;

    private static byte[] damaged(byte[] valid, Random random) {
        byte[] b = valid.clone();
        for (int k = random.nextInt(4); k >= 0 && b.length > 2; k--) {
            int i = random.nextInt(b.length);
            int j = random.nextInt(b.length);
            switch (random.nextInt(7)) {
                case 0 -> b[i] = (byte) random.nextInt(256);
                case 1 -> b[i] = b[j];
                case 2 -> b = Arrays.copyOf(b, i);
                case 3 -> b[i] = (byte) "\n\r\t \"'=[]{}:-+.0129eEdDTFn\\".charAt(random.nextInt(27));
                case 4 -> {
                    int n = Math.min(random.nextInt(20), b.length - Math.max(i, j));
                    System.arraycopy(b, i, b, j, n);
                }
                case 5 -> {
                    byte[] shorter = Arrays.copyOf(b, b.length - 1);
                    System.arraycopy(b, i + 1, shorter, i, b.length - 1 - i);
                    b = shorter;
                }
                default -> {
                    byte[] longer = Arrays.copyOf(b, b.length + 1);
                    System.arraycopy(b, i, longer, i + 1, b.length - i);
                    b = longer;
                }
            }
        }
        return b;
    }

    private static int refused(byte[] bytes, String name, long seed) throws IOException {
        try {
            for (Structure s : Structures.of(name, () -> new ByteArrayInputStream(bytes))) {
                Annotations a = s.annotations();
                for (String key : a.keys()) {
                    assertThat(a.text(key)).isPresent();
                }
                String text = ExtendedXyzWriterTest.write(
                        List.of(s.with(a.with("added", 1).withColumn("added", 1, new double[s.size()]))));
                Structure t = ExtendedXyzReaderTest.read(text).get(0);
                assertThat(t.positions()).isEqualTo(s.positions());
                assertThat(t.cell()).isEqualTo(s.cell());
                assertThat(t.keys()).containsAll(a.keys());
                for (String column : a.columns()) {
                    if (a.columnWidth(column) < 4 && !column.equals("added")) {
                        values(s, column);
                    }
                }
            }
            return 0;
        } catch (StructureFileException e) {
            assertThat(e.reason()).isNotBlank();
            assertThat(e.getMessage()).startsWith(name).doesNotContain("\n");
            return 1;
        } catch (RuntimeException | AssertionError e) {
            return fail("seed " + seed + ": " + new String(bytes, StandardCharsets.ISO_8859_1), e);
        }
    }

    private static void values(Structure s, String column) {
        try {
            assertThat(s.column(column)).hasSize(s.size() * s.annotations().columnWidth(column));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("type S");
        }
    }

    private static void damage(byte[] valid, String name, int times) throws IOException {
        assertThat(refused(valid, name, -1)).isZero();
        int refused = 0;
        for (long seed = 0; seed < times; seed++) {
            refused += refused(damaged(valid, new Random(seed)), name, seed);
        }
        assertThat(refused).as("files refused").isBetween(times / 10, times - times / 20);
    }

    @Test
    void extendedXyz() throws IOException {
        damage(FRAME.getBytes(StandardCharsets.UTF_8), "t.xyz", 10_000);
    }

    @Test
    void golden() throws IOException {
        damage(Files.readAllBytes(Path.of("src/test/resources/golden/structures.xyz")), "golden.xyz", 150);
    }

    @Test
    void poscar() throws IOException {
        damage(POSCAR.getBytes(StandardCharsets.UTF_8), "POSCAR", 4_000);
    }

    @Test
    void magres() throws IOException {
        damage(MAGRES.getBytes(StandardCharsets.UTF_8), "a.magres", 4_000);
    }
}
