package org.lather.arrayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    private static final double[] MATRIX = {1.0, -2.5, 1e-300, Math.PI, 0, 7};

    @TempDir
    Path folder;

    @Test
    void theBytesAreNumpys() throws IOException {
        Path file = folder.resolve("m.npy");
        try (NpyWriter out = NpyWriter.create(file, 2)) {
            out.append(MATRIX, 0, 1);
            out.append(MATRIX, 2, 2);
            assertThat(file).doesNotExist();
            out.commit();
        }
        assertThat(file).hasSameBinaryContentAs(SafetensorsTest.resource("matrix.npy"));
        assertThat(new NpyHeader("<i4", new long[] {4}).render())
                .isEqualTo(Arrays.copyOf(Files.readAllBytes(SafetensorsTest.resource("vector-i4.npy")), 128));
    }

    @Test
    void theHeaderKeepsItsLengthWhenRowsGrow() {
        assertThat(new NpyHeader("<f8", new long[] {Long.MAX_VALUE, 3696}).render())
                .hasSize(128);
        assertThat(new NpyHeader("<f8", new long[] {0, 3696}).render()).hasSize(128);
        assertThat(new NpyHeader("<U3", new long[0]).render()).hasSize(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.npz", "compressed.npz"})
    void whatNumpyWroteIsRead(String name) {
        try (NpzReader in = NpzReader.open(SafetensorsTest.resource(name))) {
            assertThat(in.names()).containsExactly("atom", "empty", "hypers", "single", "system", "values");
            assertThat(in.array("values").doubles()).containsExactly(MATRIX);
            assertThat(in.array("values").shape()).containsExactly(3, 2);
            assertThat(in.array("single").doubles()[3]).isEqualTo((float) Math.PI);
            assertThat(in.array("system").longs()).containsExactly(0, 1, 2, 3, 4);
            assertThat(in.array("atom").ints()).containsExactly(0, 1, 2);
            assertThat(in.array("hypers").text()).isEqualTo("{\"name\": \"κ\"}");
            assertThat(in.array("hypers").shape()).isEmpty();
            assertThat(in.array("empty").text()).isEmpty();
            assertThatThrownBy(() -> in.array("values").ints()).isInstanceOf(ModelFileException.class);
            assertThatThrownBy(() -> in.array("other")).hasMessageContaining("expected an array 'other', got [atom,");
        }
        assertThat(NpyReader.read(SafetensorsTest.resource("vector-i4.npy")).ints())
                .containsExactly(1, 6, -7, 8);
    }

    /** The second limit writes every size and place with 64 bits, as beyond 4 GiB. */
    @ParameterizedTest
    @ValueSource(longs = {0xFFFFFFFFL, 1})
    void writtenIsRead(long wideFrom) throws IOException {
        Path file = folder.resolve("f.npz");
        int rows = 70_001;
        double[] all = new Random(3).doubles(3L * rows).toArray();
        int[] labels = new Random(4).ints(40_000).toArray();
        try (NpzWriter out = NpzWriter.create(file, ElementType.F64, wideFrom)) {
            try (NpzWriter.Rows values = out.rows("values", 3)) {
                for (int r = 0; r < rows; r += 1000) {
                    values.append(all, 3 * r, Math.min(1000, rows - r));
                }
                assertThatThrownBy(() -> out.put("early", "x")).isInstanceOf(IllegalStateException.class);
            }
            out.put("system", labels);
            out.put("square", MATRIX, 2, 3);
            out.put("long", new long[] {Long.MIN_VALUE, 5});
            out.put("none", new int[0]);
            out.put("hypers", "{\"κ\": \"\uD835\uDC5D\"}");
            out.put("nothing", "");
            assertThatThrownBy(() -> out.put("long", "x")).isInstanceOf(IllegalArgumentException.class);
            out.commit();
        }
        try (NpzReader in = NpzReader.open(file)) {
            assertThat(in.array("values").doubles()).isEqualTo(all);
            assertThat(in.array("values").shape()).containsExactly(rows, 3);
            assertThat(in.array("system").ints()).isEqualTo(labels);
            assertThat(in.array("square").shape()).containsExactly(2, 3);
            assertThat(in.array("long").longs()).containsExactly(Long.MIN_VALUE, 5);
            assertThat(in.array("none").ints()).isEmpty();
            assertThat(in.array("hypers").text()).isEqualTo("{\"κ\": \"\uD835\uDC5D\"}");
            assertThat(in.array("nothing").text()).isEmpty();
        }
    }

    @Test
    void withoutCommitNothingIsLeft() throws IOException {
        try (NpzWriter out = NpzWriter.create(folder.resolve("f.npz"));
                NpyWriter npy = NpyWriter.create(folder.resolve("f.npy"), 1)) {
            out.put("x", MATRIX);
            npy.append(MATRIX, 0, 6);
        }
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).isEmpty();
        }
    }

    @Test
    void checksumsJoin() {
        Random random = new Random(5);
        for (int length : new int[] {0, 1, 63, 64, 100_003}) {
            byte[] bytes = new byte[length + 128];
            random.nextBytes(bytes);
            CRC32 head = new CRC32();
            head.update(bytes, 0, 128);
            CRC32 body = new CRC32();
            body.update(bytes, 128, length);
            CRC32 whole = new CRC32();
            whole.update(bytes);
            assertThat(Crc.join(head.getValue(), body.getValue(), length)).isEqualTo(whole.getValue());
        }
    }

    @Test
    void damageIsOneSentence() throws IOException {
        Path file = folder.resolve("bad.npz");
        byte[] good = Files.readAllBytes(SafetensorsTest.resource("plain.npz"));
        byte[] flipped = good.clone();
        flipped[200] ^= 4; // among the values
        Files.write(file, flipped);
        try (NpzReader in = NpzReader.open(file)) {
            assertThatThrownBy(() -> in.array("values"))
                    .hasMessage(file + ": the checksum of its array 'values' does not fit: it is damaged");
        }
        Files.write(file, Arrays.copyOf(good, good.length - 30));
        assertThatThrownBy(() -> NpzReader.open(file)).hasMessageContaining("no .npz file, or a damaged one");
        assertThatThrownBy(() -> NpzReader.open(folder)).hasMessageContaining("it is a directory");
        assertThatThrownBy(() -> NpyReader.read(file)).hasMessageContaining("magic number");
        byte[] npy = Files.readAllBytes(SafetensorsTest.resource("matrix.npy"));
        Files.write(file, Arrays.copyOf(npy, npy.length - 1));
        assertThatThrownBy(() -> NpyReader.read(file)).isInstanceOf(ModelFileException.class);
        Files.write(file, Arrays.copyOf(npy, npy.length + 1));
        assertThatThrownBy(() -> NpyReader.read(file)).hasMessageContaining("got more bytes");
        Files.write(file, Arrays.copyOf(npy, 20));
        assertThatThrownBy(() -> NpyReader.read(file)).hasMessageContaining("it ends too early");
        String text = new String(npy, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("<f8", "<c8"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> NpyReader.read(file))
                .hasMessageContaining("got the type <c8")
                .hasMessageContaining("astype(float)");
        NpyArray integers = NpyReader.read(SafetensorsTest.resource("vector-i4.npy"));
        assertThatThrownBy(integers::doubles)
                .hasMessageContaining("expected an array of real numbers, got the type <i4");
        Files.write(file, npy("<u8", false, b -> b.putLong(-1), 1));
        assertThatThrownBy(() -> NpyReader.read(file)).hasMessageContaining("got 18446744073709551615");
        Files.write(file, npy("<i8", false, b -> b.putLong(-1L << 60), 1));
        NpyArray large = NpyReader.read(file);
        assertThatThrownBy(large::numbers).hasMessageContaining("at most 2^53 in size, got -1152921504606846976");
        Files.write(file, npy("<U1", false, b -> b.putInt('x')));
        NpyArray word = NpyReader.read(file);
        assertThatThrownBy(word::numbers).hasMessageContaining("expected an array of numbers, got text");
    }

    /** An array as numpy.save writes it. */
    private static byte[] npy(String descr, boolean columnMajor, Consumer<ByteBuffer> values, long... shape) {
        ByteBuffer out =
                ByteBuffer.allocate(1000).order(descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        out.put(new NpyHeader(descr, columnMajor, shape).render());
        values.accept(out);
        return Arrays.copyOf(out.array(), out.position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<f8", ">f8", "<f4", ">f4", "<i8", ">i8", "<i4", ">u4", "<i2", ">u2", "|i1", "|u1"})
    void numbersOfEveryTypeAndOrderAreRead(String descr) throws IOException {
        Path file = folder.resolve("x.npy");
        int sign = descr.charAt(1) == 'u' ? 1 : -1;
        // [[1, -2, 3], [4, 5, 100]] in both orders
        for (int[] order : new int[][] {{1, 2 * sign, 3, 4, 5, 100}, {1, 4, 2 * sign, 5, 3, 100}}) {
            Files.write(
                    file, npy(descr, order[1] == 4, b -> Arrays.stream(order).forEach(v -> put(descr, v, b)), 2, 3));
            NpyArray read = NpyReader.read(file);
            assertThat(read.shape()).containsExactly(2, 3);
            assertThat(read.numbers()).containsExactly(1, 2 * sign, 3, 4, 5, 100);
        }
    }

    private static void put(String descr, int value, ByteBuffer to) {
        switch (descr.substring(1)) {
            case "f8" -> to.putDouble(value);
            case "f4" -> to.putFloat(value);
            case "i8" -> to.putLong(value);
            case "i4", "u4" -> to.putInt(value);
            case "i2", "u2" -> to.putShort((short) value);
            default -> to.put((byte) value);
        }
    }
}
