package org.lather.arrayfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.lather.arrayfile.SafetensorsHeader.Place;
import org.lather.error.Phrase;
import org.lather.error.Setting;

/**
 * Reads a safetensors file after checking it: the length of the header against the file, the positions of the tensors,
 * and with {@code verify} the checksums of {@link SafetensorsWriter}, which detect a change of any byte. Every failure
 * is a {@link ModelFileException}.
 */
public final class SafetensorsReader implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;

    private SafetensorsReader(Path file, FileChannel channel, SafetensorsHeader header, long dataStart) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
    }

    /** Opens a file of the given format, of the same or an older major version. */
    public static SafetensorsReader open(Path file, FileFormat format, boolean verify) {
        SafetensorsReader reader = open(file, false);
        boolean good = false;
        try {
            format.check(file, reader.metadata());
            if (verify) {
                reader.verify();
            }
            good = true;
            return reader;
        } finally {
            if (!good) {
                reader.close();
            }
        }
    }

    /**
     * Opens any safetensors file; with {@code verify} it must have checksums.
     *
     * @throws ModelFileException if the file cannot be read, or is no safetensors file
     */
    public static SafetensorsReader open(Path file, boolean verify) {
        if (Files.isDirectory(file)) {
            throw new ModelFileException(file, "it is a directory, expected a file");
        }
        try {
            FileChannel channel = FileChannel.open(file);
            boolean good = false;
            try {
                byte[] text = headerText(file, channel);
                long dataStart = 8L + text.length;
                SafetensorsHeader header = SafetensorsHeader.parse(file, text, channel.size() - dataStart);
                SafetensorsReader reader = new SafetensorsReader(file, channel, header, dataStart);
                if (verify) {
                    reader.verify();
                }
                good = true;
                return reader;
            } finally {
                if (!good) {
                    channel.close();
                }
            }
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }

    private static byte[] headerText(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw new ModelFileException(
                    file, size == 0 ? "it is empty" : "expected a safetensors file, got only " + size + " bytes");
        }
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        Sha256.readFully(channel, length, 0);
        long n = length.getLong(0);
        if (n < 2 || n > SafetensorsHeader.MAX_BYTES) {
            throw new ModelFileException(file, "it does not begin with the length of a header: no safetensors file");
        }
        if (n > size - 8) {
            throw new ModelFileException(
                    file,
                    "expected a header of " + n + " bytes, got " + (size - 8)
                            + " bytes: the file is truncated, or no safetensors file");
        }
        byte[] text = new byte[(int) n];
        Sha256.readFully(channel, ByteBuffer.wrap(text), 8);
        return text;
    }

    /** The strings under {@code __metadata__}, including checksums. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * The value of a key of the metadata.
     *
     * @throws ModelFileException if the key is missing
     */
    public String metadata(String key) {
        String value = header.metadata().get(key);
        if (value == null) {
            throw new ModelFileException(file, "expected metadata '" + key + "', got none");
        }
        return value;
    }

    /** The names of the tensors, in the order of the header. */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.tensors().keySet());
    }

    public long[] shape(String name) {
        return place(name).shape().clone();
    }

    public ElementType type(String name) {
        return place(name).type();
    }

    /** A copy of a tensor of doubles, or of floats converted to doubles, row-major. */
    public double[] doubles(String name) {
        Place p = place(name);
        double[] out = new double[arrayLength(name, p)];
        if (p.type() == ElementType.F32) {
            read(p, (first, chunk) -> {
                for (int i = 0; chunk.hasRemaining(); i++) {
                    out[first + i] = chunk.getFloat();
                }
            });
        } else {
            expect(name, p, ElementType.F64);
            read(p, (first, chunk) -> chunk.asDoubleBuffer().get(out, first, chunk.remaining() / 8));
        }
        return out;
    }

    /** A copy of a tensor of 32-bit integers, row-major. */
    public int[] ints(String name) {
        Place p = place(name);
        expect(name, p, ElementType.I32);
        int[] out = new int[arrayLength(name, p)];
        read(p, (first, chunk) -> chunk.asIntBuffer().get(out, first, chunk.remaining() / 4));
        return out;
    }

    /** A copy of a tensor of 64-bit integers, row-major. */
    public long[] longs(String name) {
        Place p = place(name);
        expect(name, p, ElementType.I64);
        long[] out = new long[arrayLength(name, p)];
        read(p, (first, chunk) -> chunk.asLongBuffer().get(out, first, chunk.remaining() / 8));
        return out;
    }

    /** A copy of a tensor of bytes. */
    public byte[] bytes(String name) {
        Place p = place(name);
        expect(name, p, ElementType.U8);
        byte[] out = new byte[arrayLength(name, p)];
        read(p, (first, chunk) -> chunk.get(out, first, chunk.remaining()));
        return out;
    }

    /**
     * A memory-mapped tensor of doubles: nothing is read before it is used, and the heap is not used. It remains valid
     * after {@link #close}, as long as the file is not truncated.
     *
     * @throws ModelFileException if the tensor is larger than 2 GiB; {@link #mapRows} maps such a tensor in pieces
     */
    public DoubleBuffer map(String name) {
        return map(name, 0, place(name).end() - place(name).begin());
    }

    /**
     * Memory-maps rows {@code from} (inclusive) to {@code to} (exclusive) along the first axis of a tensor of doubles.
     *
     * @throws IllegalArgumentException if the rows are not within the tensor
     */
    public DoubleBuffer mapRows(String name, long from, long to) {
        long[] shape = place(name).shape();
        if (shape.length == 0 || from < 0 || to < from || to > shape[0]) {
            throw new IllegalArgumentException("expected rows within tensor '" + name + "' of shape "
                    + Arrays.toString(shape) + ", got " + from + " to " + to);
        }
        long row = shape[0] == 0 ? 0 : (place(name).end() - place(name).begin()) / shape[0];
        return map(name, from * row, to * row);
    }

    /**
     * Memory-maps a matrix of doubles or floats.
     *
     * @throws ModelFileException if it is no such matrix
     */
    public MappedRows mapMatrix(String name) {
        return mapMatrix(name, MappedRows.PIECE);
    }

    MappedRows mapMatrix(String name, long most) {
        return MappedRows.of(file, channel, dataStart, place(name), most);
    }

    private DoubleBuffer map(String name, long from, long to) {
        Place p = place(name);
        expect(name, p, ElementType.F64);
        if (to - from > Integer.MAX_VALUE) {
            throw new ModelFileException(
                    file,
                    "tensor '" + name + "' has " + (to - from)
                            + " bytes, more than the 2 GiB that can be mapped at once: map its rows in parts");
        }
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, dataStart + p.begin() + from, to - from)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer();
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }

    /**
     * Verifies the checksums. A reader that was opened with {@code verify} has already done so.
     *
     * @throws ModelFileException if a checksum is missing or does not match
     */
    public void verify() {
        String expected = header.metadata().get(SafetensorsWriter.FILE_SHA256);
        if (expected == null) {
            throw new ModelFileException(
                    file,
                    Phrase.of(
                            "it has no checksum " + SafetensorsWriter.FILE_SHA256
                                    + ": damaged, or not written by Lather (",
                            Setting.option("verify", false),
                            " reads it all the same)"));
        }
        try {
            byte[] text = headerText(file, channel);
            // a quotation mark inside a JSON string is escaped, so only the key itself matches
            String key = "\"" + SafetensorsWriter.FILE_SHA256 + "\":\"";
            int at = new String(text, StandardCharsets.ISO_8859_1).indexOf(key + expected + "\"");
            if (at < 0 || expected.length() != Sha256.ZEROS.length()) {
                throw new ModelFileException(
                        file, "its checksum " + SafetensorsWriter.FILE_SHA256 + " is damaged: the file was changed");
            }
            byte[] zeros = Sha256.ZEROS.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(zeros, 0, text, at + key.length(), zeros.length);
            Sha256 sum = new Sha256();
            sum.add(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .flip());
            sum.add(text);
            sum.add(channel, dataStart, channel.size());
            if (!sum.digits().equals(expected)) {
                throw new ModelFileException(
                        file, "its checksum does not fit " + damagedPart() + ": the file was changed or damaged");
            }
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }

    /** Names the tensor that is damaged according to the checksums. */
    private String damagedPart() throws IOException {
        for (Map.Entry<String, Place> e : header.tensors().entrySet()) {
            Sha256 sum = new Sha256();
            sum.add(
                    channel,
                    dataStart + e.getValue().begin(),
                    dataStart + e.getValue().end());
            if (!sum.digits().equals(header.metadata().get(SafetensorsWriter.TENSOR_SHA256 + e.getKey()))) {
                return "tensor '" + e.getKey() + "'";
            }
        }
        return "its header";
    }

    private Place place(String name) {
        Place p = header.tensors().get(name);
        if (p == null) {
            throw new ModelFileException(file, "expected a tensor '" + name + "', got " + names());
        }
        return p;
    }

    private void expect(String name, Place p, ElementType type) {
        if (p.type() != type) {
            throw new ModelFileException(file, "expected tensor '" + name + "' of type " + type + ", got " + p.type());
        }
    }

    private int arrayLength(String name, Place p) {
        long n = (p.end() - p.begin()) / p.type().bytes();
        if (n > Integer.MAX_VALUE - 8) {
            throw new ModelFileException(
                    file,
                    "tensor '" + name + "' has " + n + " elements, more than an array holds: map its rows in parts");
        }
        return (int) n;
    }

    private interface Part {
        void take(int first, ByteBuffer chunk);
    }

    private void read(Place p, Part part) {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (long at = p.begin(); at < p.end(); at += chunk.limit()) {
                chunk.clear().limit((int) Math.min(CHUNK_BYTES, p.end() - at));
                Sha256.readFully(channel, chunk, dataStart + at);
                part.take((int) ((at - p.begin()) / p.type().bytes()), chunk.flip());
            }
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw ModelFileException.unreadable(file, e);
        }
    }
}
