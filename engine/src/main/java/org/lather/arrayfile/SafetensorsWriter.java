package org.lather.arrayfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.structure.file.AtomicFile;

/**
 * Writes named arrays and a map of strings to one safetensors file (https://huggingface.co/docs/safetensors): the
 * length of the header as a little-endian 64-bit integer, the header in JSON, the data.
 *
 * <p>Adds checksums to the metadata: {@code sha256/NAME} of the bytes of each tensor, and {@code file_sha256} of the
 * whole file with its own 64 digits replaced by zeros. The file appears under its name only when it is complete.
 */
public final class SafetensorsWriter {
    static final String FILE_SHA256 = "file_sha256";
    static final String TENSOR_SHA256 = "sha256/";

    private static final int CHUNK_BYTES = 1 << 20;

    private SafetensorsWriter() {}

    /**
     * @param metadata written in its order; {@code file_sha256} and {@code sha256/...} are added
     * @throws IOException if the file cannot be written; an existing file of that name is then unchanged
     * @throws IllegalArgumentException if two tensors have the same name, or metadata has the name of a checksum
     */
    public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>(metadata);
        for (String key : metadata.keySet()) {
            if (key.equals(FILE_SHA256) || key.startsWith(TENSOR_SHA256)) {
                throw new IllegalArgumentException("expected metadata without checksums, got '" + key + "'");
            }
        }
        Map<String, SafetensorsHeader.Place> places = new LinkedHashMap<>();
        long next = 0;
        // wide elements first, so that all are aligned without gaps, which the format forbids
        List<Tensor> ordered = tensors.stream()
                .sorted(Comparator.comparingInt(t -> -t.type().bytes()))
                .toList();
        for (Tensor t : ordered) {
            long end = Math.addExact(next, t.elements() * t.type().bytes());
            if (places.put(t.name(), new SafetensorsHeader.Place(t.type(), t.shape(), next, end)) != null) {
                throw new IllegalArgumentException("expected one tensor '" + t.name() + "', got two");
            }
            entries.put(TENSOR_SHA256 + t.name(), Sha256.ZEROS);
            next = end;
        }
        entries.put(FILE_SHA256, Sha256.ZEROS);
        SafetensorsHeader header = new SafetensorsHeader(entries, places);

        try (AtomicFile out = AtomicFile.create(file)) {
            FileChannel channel = out.channel();
            // the header keeps its length when digits replace zeros, so the data can be written first
            int length = header.render().length;
            if (length > SafetensorsHeader.MAX_BYTES) {
                throw new IllegalArgumentException("expected a header of at most " + SafetensorsHeader.MAX_BYTES
                        + " bytes, got " + length + ": too much metadata");
            }
            channel.position(8L + length);
            for (Tensor t : ordered) {
                entries.put(TENSOR_SHA256 + t.name(), writeData(out, t));
            }
            writeHeader(out, header);
            Sha256 sum = new Sha256();
            sum.add(channel, 0, channel.size());
            entries.put(FILE_SHA256, sum.digits());
            writeHeader(out, header);
            out.commit();
        }
    }

    private static String writeData(AtomicFile out, Tensor t) throws IOException {
        Sha256 sum = new Sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int most = CHUNK_BYTES / t.type().bytes();
        long n = t.elements();
        for (long first = 0; first < n; first += most) {
            int count = (int) Math.min(most, n - first);
            chunk.clear();
            t.source().put(first, count, chunk);
            if (chunk.position() != count * t.type().bytes()) {
                throw new IllegalStateException("expected " + count + " elements from the source of tensor '" + t.name()
                        + "', got " + chunk.position() + " bytes");
            }
            chunk.flip();
            sum.add(chunk.duplicate());
            out.writeFully(chunk);
        }
        return sum.digits();
    }

    private static void writeHeader(AtomicFile out, SafetensorsHeader header) throws IOException {
        byte[] text = header.render();
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text).flip();
        out.channel().position(0);
        out.writeFully(bytes);
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
