package org.lather.arrayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static final FileFormat FORMAT = new FileFormat("lather-test", 1, 2);
    private static final double[] MATRIX = {1.0, -2.5, 1e-300, Math.PI, 0, 7};

    @TempDir
    Path folder;

    private Path write() throws IOException {
        Path file = folder.resolve("model.safetensors");
        SafetensorsWriter.write(
                file,
                FORMAT.describe(Map.of("greeting", "a \"quoted\" κ\n{\"file_sha256\":\"x\"}")),
                List.of(
                        Tensor.of("bytes", new byte[] {1, 2, -3}),
                        Tensor.of("centers", new int[] {1, 6, 8}, 3, 1),
                        Tensor.of("matrix", MATRIX, 3, 2),
                        Tensor.of("single", new float[] {0.5f}),
                        Tensor.of("long", new long[] {1L << 40}),
                        Tensor.of("none", new double[0], 0, 4)));
        return file;
    }

    @Test
    void writtenIsRead() throws IOException {
        try (SafetensorsReader in = SafetensorsReader.open(write(), FORMAT, true)) {
            assertThat(in.names()).containsExactlyInAnyOrder("bytes", "centers", "matrix", "single", "long", "none");
            assertThat(in.doubles("matrix")).containsExactly(MATRIX);
            assertThat(in.doubles("single")).containsExactly(0.5);
            assertThat(in.doubles("none")).isEmpty();
            assertThat(in.ints("centers")).containsExactly(1, 6, 8);
            assertThat(in.longs("long")).containsExactly(1L << 40);
            assertThat(in.bytes("bytes")).containsExactly(1, 2, -3);
            assertThat(in.shape("centers")).containsExactly(3, 1);
            assertThat(in.shape("none")).containsExactly(0, 4);
            assertThat(in.type("single")).isEqualTo(ElementType.F32);
            assertThat(in.metadata("greeting")).isEqualTo("a \"quoted\" κ\n{\"file_sha256\":\"x\"}");
            assertThat(in.metadata()).containsEntry("format_version", "1.2");
            DoubleBuffer mapped = in.map("matrix");
            assertThat(mapped.capacity()).isEqualTo(6);
            assertThat(mapped.get(3)).isEqualTo(Math.PI);
            assertThat(in.mapRows("matrix", 2, 3).get(1)).isEqualTo(7);
        }
    }

    /** Rows of a mapped matrix, of pieces of any size, after the file is closed and deleted. */
    @Test
    void readsRowsOfAMappedMatrix() throws IOException {
        double[] values = new double[21];
        Arrays.setAll(values, i -> Math.sqrt(i));
        Path file = folder.resolve("x.safetensors");
        SafetensorsWriter.write(
                file,
                Map.of(),
                List.of(
                        Tensor.of("odd", new byte[3]),
                        Tensor.of("double", values, 7, 3),
                        Tensor.rounded("single", values, 7, 3)));
        for (long most : new long[] {1, 24, 50, 1 << 20}) {
            MappedRows doubles;
            MappedRows singles;
            try (SafetensorsReader in = SafetensorsReader.open(file, true)) {
                doubles = in.mapMatrix("double", most);
                singles = in.mapMatrix("single", most);
                assertThatThrownBy(() -> in.mapMatrix("odd")).isInstanceOf(ModelFileException.class);
            }
            double[] out = new double[17];
            doubles.read(1, 6, out, 1);
            assertThat(Arrays.copyOfRange(out, 1, 16)).isEqualTo(Arrays.copyOfRange(values, 3, 18));
            singles.read(1, 6, out, 2);
            for (int i = 0; i < 15; i++) {
                assertThat(out[2 + i]).isEqualTo((float) values[3 + i]);
            }
        }
    }

    @Test
    void theBytesAreTheOnesThatTheFormatAsksFor() throws IOException {
        Path file = folder.resolve("x.safetensors");
        SafetensorsWriter.write(
                file, Map.of(), List.of(Tensor.of("i", new int[] {5}), Tensor.of("d", new double[] {1})));
        byte[] bytes = Files.readAllBytes(file);
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat(length % 8).isZero();
        assertThat(bytes).hasSize((int) (8 + length + 12));
        String header = new String(bytes, 8, (int) length, StandardCharsets.UTF_8).stripTrailing();
        // sha256sum of the bytes 00 00 00 00 00 00 f0 3f
        String d = "6c3c396ed6b5c36dcae172271f462051b1266b851e92df3deea8ac65478fd712";
        assertThat(header.replaceAll("[0-9a-f]{64}", "*"))
                .isEqualTo("{\"__metadata__\":{\"sha256/d\":\"*\",\"sha256/i\":\"*\",\"file_sha256\":\"*\"},"
                        + "\"d\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                        + "\"i\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[8,12]}}");
        assertThat(Arrays.copyOfRange(bytes, (int) (8 + length), bytes.length))
                .containsExactly(0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 5, 0, 0, 0);
        assertThat(header).contains("\"sha256/d\":\"" + d);
    }

    @Test
    void aLargeTensorIsStreamedInChunks() throws IOException {
        int n = 300_001;
        Path file = folder.resolve("large.safetensors");
        Tensor.Source source = (first, count, into) -> {
            for (int i = 0; i < count; i++) {
                into.putDouble(Math.sqrt((double) (first + i)));
            }
        };
        SafetensorsWriter.write(
                file, Map.of(), List.of(Tensor.streamed("roots", ElementType.F64, new long[] {n}, source)));
        try (SafetensorsReader in = SafetensorsReader.open(file, true)) {
            double[] roots = in.doubles("roots");
            for (int i = 0; i < n; i += 777) {
                assertThat(roots[i]).isEqualTo(Math.sqrt(i));
            }
            assertThat(roots[n - 1]).isEqualTo(Math.sqrt(n - 1));
        }
    }

    @Test
    void whatThePackageOfOthersWroteIsRead() throws IOException {
        Path file = resource("foreign.safetensors");
        try (SafetensorsReader in = SafetensorsReader.open(file, false)) {
            assertThat(in.doubles("matrix")).containsExactly(MATRIX);
            assertThat(in.ints("counts")).containsExactly(1, -2, 3);
            assertThat(in.longs("long")).containsExactly(1L << 40);
            assertThat(in.bytes("bytes")).containsExactly(0, 1, 2, 3, 4);
            assertThat(in.metadata("greeting")).isEqualTo("a \"quoted\" κ");
        }
        assertThatThrownBy(() -> SafetensorsReader.open(file, true))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("it has no checksum file_sha256");
        assertThatThrownBy(() -> SafetensorsReader.open(file, FORMAT, true))
                .hasMessageContaining("expected a file of format lather-test, got format np");
    }

    @Test
    void everyFlippedByteIsFound() throws IOException {
        byte[] good = Files.readAllBytes(write());
        Path file = folder.resolve("flipped.safetensors");
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);
            int place = at;
            assertThatThrownBy(() -> SafetensorsReader.open(file, FORMAT, true).close())
                    .as("byte %d", place)
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    @Test
    void everyTruncationIsFound() throws IOException {
        byte[] good = Files.readAllBytes(write());
        Path file = folder.resolve("short.safetensors");
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> SafetensorsReader.open(file, FORMAT, false).close())
                    .as("%d bytes", length)
                    .isInstanceOf(ModelFileException.class);
        }
    }

    @Test
    void aDamagedTensorIsNamed() throws IOException {
        Path file = write();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 0x40; // the narrowest elements stand last
        Files.write(file, bytes);
        assertThatThrownBy(() -> SafetensorsReader.open(file, true))
                .hasMessage(file + ": its checksum does not fit tensor 'bytes': the file was changed or damaged");
        try (SafetensorsReader in = SafetensorsReader.open(file, FORMAT, false)) {
            assertThat(in.bytes("bytes")).containsExactly(1, 2, -3 ^ 0x40);
        }
    }

    @Test
    void aNewerVersionIsRefusedAndAMinorOneIsNot() throws IOException {
        Path file = write();
        assertThatThrownBy(() -> SafetensorsReader.open(file, new FileFormat("lather-test", 0, 9), true))
                .hasMessage(file + ": it was written in version 1.2 of the format lather-test, which is newer than the"
                        + " versions up to 0.x that this program reads; use a newer Lather");
        SafetensorsReader.open(file, new FileFormat("lather-test", 1, 0), true).close();
        SafetensorsReader.open(file, new FileFormat("lather-test", 2, 0), true).close();
    }

    @Test
    void headersThatLieAreRefused() throws IOException {
        String d = "{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}";
        refused("{\"a\":" + d, 8, "its header is not JSON");
        refused("[1,2]", 8, "its header is not a JSON object");
        refused("{\"a\":" + d + ",\"a\":" + d + "}", 8, "its header is not JSON");
        refused("{\"a\":" + d + "}}", 8, "its header is not JSON");
        refused("{\"a\":" + d + ",\"b\":" + d + "}", 8, "(an overlap)");
        refused("{\"a\":" + d.replace("[0,8]", "[8,16]") + "}", 16, "(a gap)");
        refused("{\"a\":" + d + "}", 7, "the file is truncated");
        refused("{\"a\":" + d + "}", 9, "something was appended");
        refused("{\"a\":" + d.replace("[1]", "[2]") + "}", 8, "expected 16 bytes for tensor 'a'");
        refused("{\"a\":" + d.replace("[1]", "[4294967296,4294967296]") + "}", 8, "too large");
        refused("{\"a\":" + d.replace("[1]", "[-1]") + "}", 8, "expected whole numbers for shape");
        refused("{\"a\":" + d.replace("[1]", "1") + "}", 8, "expected a list for shape");
        refused("{\"a\":" + d.replace("F64", "BF16") + "}", 8, "got \"BF16\"");
        refused("{\"a\":" + d.replace("[0,8]", "[8,0]") + "}", 8, "ascending data_offsets");
        refused("{\"a\":3}", 8, "expected an object for 'a'");
        refused("{\"__metadata__\":{\"x\":1}}", 0, "expected text for its metadata 'x'");
    }

    private void refused(String header, int dataBytes, String reason) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer b = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(text.length).put(text);
        Path file = Files.write(folder.resolve("lie.safetensors"), b.array());
        assertThatThrownBy(() -> SafetensorsReader.open(file, false))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void filesThatAreNoneAreRefused() throws IOException {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> SafetensorsReader.open(none, true)).hasMessage(none + ": there is no such file");
        assertThatThrownBy(() -> SafetensorsReader.open(folder, true))
                .hasMessage(folder + ": it is a directory, expected a file");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> SafetensorsReader.open(empty, true)).hasMessage(empty + ": it is empty");
        Path text = Files.writeString(folder.resolve("text"), "3\ncomment\nH 0 0 0\n");
        assertThatThrownBy(() -> SafetensorsReader.open(text, true)).hasMessageContaining("no safetensors file");
    }

    @Test
    void wrongNamesAndTypesAreOneSentence() throws IOException {
        try (SafetensorsReader in = SafetensorsReader.open(write(), true)) {
            assertThatThrownBy(() -> in.doubles("weights")).isInstanceOf(ModelFileException.class);
            assertThatThrownBy(() -> in.doubles("centers")).hasMessageContaining("of type F64, got I32");
            assertThatThrownBy(() -> in.map("single")).hasMessageContaining("of type F64, got F32");
            assertThatThrownBy(() -> in.metadata("absent"))
                    .hasMessageContaining("expected metadata 'absent', got none");
        }
        assertThatThrownBy(() -> Tensor.of("x", new double[5], 2, 3))
                .hasMessage("expected 6 elements for tensor 'x', got 5");
    }

    @Test
    void aFailedWriteLeavesWhatWasThere() throws IOException {
        Path file = folder.resolve("kept.safetensors");
        Files.writeString(file, "before");
        Tensor failing = Tensor.streamed("x", ElementType.F64, new long[] {1_000_000}, (first, count, into) -> {
            if (first > 0) {
                throw new IllegalStateException("the source failed");
            }
            into.position(into.position() + 8 * count);
        });
        assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), List.of(failing)))
                .hasMessage("the source failed");
        assertThat(file).hasContent("before");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
        assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("a/b"), Map.of(), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected an existing folder, found none");
        assertThatThrownBy(() -> SafetensorsWriter.write(folder, Map.of(), List.of()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void namesMustBeUnique() {
        Tensor t = Tensor.of("x", new int[1]);
        Map<String, String> reserved = new LinkedHashMap<>();
        reserved.put("sha256/x", "");
        assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("f"), Map.of(), List.of(t, t)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SafetensorsWriter.write(folder.resolve("f"), reserved, List.of(t)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Path resource(String name) {
        return Path.of("src/test/resources/modelfile", name);
    }
}
