package org.lather.structure.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.structure.Structure;

/** The time and the memory that reading takes grow with the size of a file, whatever it contains. */
final class BoundedReadingTest {
    private static final int SIZE = 400_000;

    private static Structure xyz(String text) {
        return read(text, in -> new ExtendedXyzReader("x.xyz", in));
    }

    private static Structure poscar(String text) {
        return read(text, in -> new PoscarReader("POSCAR", in));
    }

    private static Structure read(String text, Function<InputStream, FrameReader> format) {
        return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try (FrameReader reader =
                    format.apply(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))) {
                return reader.next();
            }
        });
    }

    private static long allocated(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(id);
        work.run();
        return threads.getThreadAllocatedBytes(id) - before;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=[ ", "a={ ", "a=[{ ", "[ ", "\"a\"=[ ", "a=[\"\" ", "= ", "a = ", "a=[1]x ", "a={1}x "})
    void longCommentLinesAreReadInLinearTime(String word) {
        String line = word.repeat(SIZE / word.length());
        try {
            assertEquals(1, xyz("1\n" + line + "\nH 0 0 0\n").size());
        } catch (StructureFileException e) {
            assertTrue(String.valueOf(e.getMessage()).length() < 500, e.getMessage());
        }
    }

    @Test
    void bracketsBehindSomeWithoutEndAreStillRead() {
        Structure s = xyz("1\nProperties=species:S:1:pos:R:3 a=[ b=[ c=[1 2] d={1 2}\nH 0 0 0\n");
        assertEquals("[1 2]", s.annotations().text("c").orElseThrow());
        assertEquals("1 2", s.annotations().text("d").orElseThrow());
    }

    @Test
    void manyKeysAreReadInLinearTime() {
        StringBuilder line = new StringBuilder();
        for (int k = 0; k < 100_000; k++) {
            line.append("k").append(k).append("=1 ");
        }
        Structure s = xyz("1\n" + line + "\nH 0 0 0\n");
        double sum = assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> s.annotations().keys().stream()
                        .mapToDouble(
                                k -> Double.parseDouble(s.annotations().text(k).orElseThrow()))
                        .sum());
        assertEquals(100_000, sum);
    }

    @Test
    void manyColumnsAreReadInLinearTime() {
        int n = 40_000;
        StringBuilder properties = new StringBuilder("Properties=species:S:1:pos:R:3");
        for (int k = 0; k < n; k++) {
            properties.append(":c").append(k).append(":R:1");
        }
        String head = "1\n" + properties + "\nH 0 0 0";
        assertEquals(1, xyz(head + " 1".repeat(n) + "\n").size());
        StructureFileException e = assertThrows(StructureFileException.class, () -> xyz(head + "\n"));
        assertTrue(String.valueOf(e.getMessage()).length() < 400, e.getMessage());
    }

    @Test
    void aLineOfWordsTakesNoMoreMemoryThanItsText() {
        String words = "a ".repeat(4 << 20);
        long bytes = allocated(() -> {
            StructureFileException e = assertThrows(
                    StructureFileException.class,
                    () -> new ExtendedXyzReader("x.xyz", stream("1\n" + words + "\nH 0 0 0\n")).next());
            assertTrue(String.valueOf(e.getMessage()).contains("at most 131072 keys and words"), e.getMessage());
        });
        assertTrue(bytes < (64 << 20) + 20L * words.length(), "allocated " + bytes);
        bytes = allocated(() -> {
            StructureFileException e = assertThrows(
                    StructureFileException.class,
                    () -> new PoscarReader("POSCAR", stream("x\n" + words + "\n")).next());
            assertTrue(String.valueOf(e.getMessage()).contains("at most 65536 words"), e.getMessage());
        });
        assertTrue(bytes < (64 << 20) + 20L * words.length(), "allocated " + bytes);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20000000\nDirect\n", "134217728\nDirect\n", "134217728\nSelective dynamics\nDirect\n"})
    void countsOfAPoscarReserveNothing(String counts) {
        String text = "x\n1\n1 0 0\n0 1 0\n0 0 1\nH\n" + counts + "0 0 0 T T T\n";
        long bytes = allocated(() -> {
            StructureFileException e =
                    assertThrows(StructureFileException.class, () -> new PoscarReader("POSCAR", stream(text)).next());
            assertTrue(String.valueOf(e.getMessage()).contains("position 2 of"), e.getMessage());
        });
        assertTrue(bytes < 64 << 20, "allocated " + bytes);
    }

    @Test
    void aPoscarOfManyAtomsInManyGroupsIsReadWhole() {
        int groups = 3000;
        StringBuilder text = new StringBuilder("x\n1\n4000 0 0\n0 4000 0\n0 0 4000\n");
        text.append("H He ".repeat(groups / 2))
                .append('\n')
                .append("25 ".repeat(groups))
                .append("\nSelective\nCart\n");
        for (int a = 0; a < 25 * groups; a++) {
            text.append(a % 50 * 2)
                    .append(' ')
                    .append(a / 50 % 50 * 2)
                    .append(' ')
                    .append(a / 2500 * 2);
            text.append(a % 3 == 0 ? " T T F\n" : " F T T\n");
        }
        Structure s = poscar(text.toString());
        assertEquals(25 * groups, s.size());
        assertEquals(2, s.atomicNumber(25 * groups - 1));
        assertEquals(1, s.atomicNumber(24));
        assertEquals(58, s.position(25 * groups - 1, 2));
        double[] mask = s.annotations().column("move_mask");
        assertEquals(3 * 25 * groups, mask.length);
        assertEquals(1, mask[0]);
        assertEquals(0, mask[2]);
        assertEquals(0, mask[mask.length - 3]);
    }
}
