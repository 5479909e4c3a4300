package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.structure.Structure;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class StructuresTest {
    @TempDir
    Path folder;

    private Path ten;

    @BeforeEach
    void tenFrames() throws IOException {
        ten = Files.writeString(folder.resolve("ten.xyz"), frames(0, 10));
    }

    private static String frames(int from, int to) {
        StringBuilder s = new StringBuilder();
        for (int i = from; i < to; i++) {
            s.append("1\ni=").append(i).append("\nH 0 0 ").append(i).append('\n');
        }
        return s.toString();
    }

    private static List<Integer> places(Iterable<Structure> structures) {
        List<Integer> places = new ArrayList<>();
        for (Structure s : structures) {
            assertThat(s.annotations().frame()).isEqualTo((long) s.numbers("i")[0]);
            places.add((int) s.numbers("i")[0]);
        }
        return places;
    }

    private Structures read(String... specifications) {
        return Structures.read(List.of(specifications), folder);
    }

    /** Expected values: Python 3, list(range(10))[slice]. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ": | 0 1 2 3 4 5 6 7 8 9",
                ":: | 0 1 2 3 4 5 6 7 8 9",
                "3: | 3 4 5 6 7 8 9",
                ":3 | 0 1 2",
                "2:5 | 2 3 4",
                "1:8:3 | 1 4 7",
                "::4 | 0 4 8",
                "-3: | 7 8 9",
                ":-7 | 0 1 2",
                "-5:-3 | 5 6",
                "-100:2 | 0 1",
                "5:100 | 5 6 7 8 9",
                "::-1 | 9 8 7 6 5 4 3 2 1 0",
                "7:2:-2 | 7 5 3",
                "-2::-3 | 8 5 2",
                ":-4:-1 | 9 8 7",
                "100::-5 | 9 4",
                "3 | 3",
                "-1 | 9",
                "-10 | 0",
                "+2 : 4 | 2 3"
            })
    void slices(String slice, String expected) {
        List<Integer> places =
                Arrays.stream(expected.split(" ", -1)).map(Integer::valueOf).toList();
        Structures structures = read("ten.xyz@" + slice);
        assertThat(places(structures)).isEqualTo(places);
        assertThat(places(structures)).as("once more").isEqualTo(places);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "-11", "5:5", "5:2", "20:", ":-10", "2:5:-1", "5:5:-1", "-20:-15"})
    void slicesOfNothing(String slice) {
        Structures structures = read("ten.xyz@" + slice);
        assertThat(structures).isEmpty();
        assertThat(structures.description()).isEqualTo("ten.xyz@" + slice);
    }

    @Test
    void badSlices() {
        assertThatThrownBy(() -> read("ten.xyz@1:x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "expected a frame or start:stop:step behind '@' in 'ten.xyz@1:x', got '1:x' (there is no file of the"
                                + " whole name)");
        assertThatThrownBy(() -> read("ten.xyz@")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("ten.xyz@1:2:3:4")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read("ten.xyz@::0"))
                .hasMessage("expected a step other than 0 in 'ten.xyz@::0', got 0");
    }

    @Test
    void namesWithAt() throws IOException {
        Files.writeString(folder.resolve("a@2"), frames(0, 4));
        assertThat(places(read("a@2"))).containsExactly(0, 1, 2, 3);
        assertThat(places(read("a@2@2:"))).containsExactly(2, 3);
    }

    @Test
    void severalFiles() throws IOException {
        Files.writeString(folder.resolve("b.xyz"), frames(0, 2));
        Structures structures = read("ten.xyz@8:", "b.xyz", "ten.xyz@0:0", "ten.xyz@0");
        assertThat(places(structures)).containsExactly(8, 9, 0, 1, 0);
        assertThat(structures.description()).isEqualTo("ten.xyz@8:, b.xyz, ten.xyz@0:0, ten.xyz@0");
        assertThat(structures.iterator().next().origin()).isEqualTo("ten.xyz:25");
        assertThat(Structures.read(ten, ten)).hasSize(20);
    }

    @Test
    void framesBehindTheSliceAreNotRead() throws IOException {
        Files.writeString(folder.resolve("bad.xyz"), frames(0, 3) + "broken");
        assertThat(places(read("bad.xyz@:3"))).containsExactly(0, 1, 2);
        assertThatThrownBy(() -> places(read("bad.xyz")))
                .hasMessageStartingWith("bad.xyz:10:1: expected the number of atoms of frame 3");
        assertThatThrownBy(() -> places(read("bad.xyz@-1")))
                .hasMessageStartingWith("bad.xyz:10:1: expected the number of atoms of frame 3");
    }

    @Test
    void inMemory() {
        List<Structure> list = new ArrayList<>();
        Structures.read(ten).forEach(list::add);
        Structures structures = Structures.of(list);
        assertThat(structures).containsExactlyElementsOf(list);
        assertThat(structures).containsExactlyElementsOf(list);
        assertThat(structures.description()).isEqualTo("10 structures in memory");
        assertThat(Structures.of(List.of())).isEmpty();
    }

    @Test
    void closing() {
        Frames frames = Structures.read(ten).frames();
        frames.next();
        frames.close();
        assertThat(frames.hasNext()).isFalse();
        Iterator<Structure> iterator = Structures.read(ten).iterator();
        iterator.forEachRemaining(s -> {});
        assertThatThrownBy(iterator::next).isInstanceOf(java.util.NoSuchElementException.class);
    }

    @Test
    void firstStructure() throws IOException {
        assertThat(Structures.read(ten).first().numbers("i")).containsExactly(0);
        Path empty = Files.createFile(folder.resolve("empty.xyz"));
        assertThatThrownBy(() -> Structures.read(empty).first())
                .hasMessage(empty + ": expected at least one frame, found none (the file is empty).");
    }

    @Test
    void filesThatAreNone() throws IOException {
        assertThatThrownBy(() -> read("none.xyz"))
                .isInstanceOf(StructureFileException.class)
                .hasMessage("none.xyz: expected a file of structures, found no such file.");
        assertThatThrownBy(() -> read("none.xyz@2:3"))
                .hasMessage("none.xyz: expected a file of structures, found no such file.");
        assertThatThrownBy(() -> read("ten.xyz[0:5]"))
                .hasMessage("ten.xyz[0:5]: expected a file of structures, found no such file. Use ten.xyz@0:5 for these"
                        + " frames.");
        assertThatThrownBy(() -> read("ten.xyz:-2:")).hasMessageEndingWith("Use ten.xyz@-2: for these frames.");
        assertThatThrownBy(() -> read("none.xyz[0:5]")).hasMessageEndingWith("found no such file.");
        Files.createDirectory(folder.resolve("d.xyz"));
        assertThatThrownBy(() -> read("d.xyz")).hasMessage("d.xyz: expected a file of structures, found a directory.");
        Structures gone = Structures.read(ten);
        Files.delete(ten);
        assertThatThrownBy(() -> gone.iterator().hasNext())
                .isInstanceOf(StructureFileException.class)
                .hasMessage(ten + ": expected a file of structures, found no such file.");
    }

    @Test
    void unreadableFile() throws IOException {
        Files.setPosixFilePermissions(ten, PosixFilePermissions.fromString("-w-------"));
        assumeTrue(!Files.isReadable(ten), "this user may read every file");
        assertThatThrownBy(() -> read("ten.xyz"))
                .hasMessage("ten.xyz: expected a readable file, found no permission to read it.");
    }

    @Test
    void devicesThatFail() {
        Structures cannotOpen = Structures.of("disk.xyz", () -> {
            throw new IOException("No medium found");
        });
        assertThatThrownBy(() -> cannotOpen.frames().hasNext())
                .hasMessage("disk.xyz: cannot open the file: No medium found.");
        Structures cannotRead = Structures.of("disk.xyz", ExtendedXyzReaderTest::failing);
        assertThatThrownBy(() -> cannotRead.frames().hasNext())
                .hasMessage("disk.xyz: cannot read the file: Input/output error.");
    }

    private interface Packing {
        OutputStream of(OutputStream out) throws IOException;
    }

    private static byte[] packed(String text, Packing packing) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = packing.of(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void compressedFiles() throws IOException {
        // the names say nothing: contents decide
        Path gz = Files.write(folder.resolve("a.xyz"), packed(frames(0, 2000), GZIPOutputStream::new));
        Path xz = Files.write(
                folder.resolve("b.xyz"), packed(frames(0, 2000), o -> new XZOutputStream(o, new LZMA2Options())));
        assertThat(places(Structures.read(gz))).hasSize(2000);
        assertThat(places(read("b.xyz@-2:"))).containsExactly(1998, 1999);
        assertThat(places(Structures.read(xz))).hasSize(2000);
        byte[] first = packed(frames(0, 3), GZIPOutputStream::new);
        byte[] second = packed(frames(3, 5), GZIPOutputStream::new);
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        Structures members = Structures.of("m.xyz", () -> new ByteArrayInputStream(both));
        assertThat(places(members)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void damagedCompressedFiles() throws IOException {
        for (Packing packing :
                List.<Packing>of(GZIPOutputStream::new, o -> new XZOutputStream(o, new LZMA2Options()))) {
            byte[] bytes = packed(frames(0, 50_000), packing);
            byte[] cut = Arrays.copyOf(bytes, bytes.length / 2);
            assertThatThrownBy(() -> places(Structures.of("c.xyz", () -> new ByteArrayInputStream(cut))))
                    .isInstanceOf(StructureFileException.class)
                    .hasMessageMatching("c\\.xyz:\\d+: the compressed data end too early; is the file complete\\?");
            byte[] flipped = bytes.clone();
            for (int i = bytes.length / 2; i < bytes.length / 2 + 100; i++) {
                flipped[i] ^= 0x55;
            }
            assertThatThrownBy(() -> places(Structures.of("c.xyz", () -> new ByteArrayInputStream(flipped))))
                    .isInstanceOf(StructureFileException.class);
        }
        assertThatThrownBy(() -> places(
                        Structures.of("c.xyz", () -> new ByteArrayInputStream(new byte[] {'B', 'Z', 'h', '9', 1, 2}))))
                .hasMessage(
                        "c.xyz: cannot read the file: it is compressed by bzip2, expected plain text, gzip or xz; decompress"
                                + " it first.");
        assertThatThrownBy(() ->
                        places(Structures.of("c.xyz", () -> new ByteArrayInputStream(new byte[] {0x1F, (byte) 0x8B}))))
                .isInstanceOf(StructureFileException.class);
    }
}
