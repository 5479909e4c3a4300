package org.lather.arrayfile;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an array in numpy's format (numpy.lib.format): magic number, version, the length of a Python
 * dictionary, the dictionary with the element type, the order and the shape, blanks up to a multiple of 64 bytes.
 *
 * @param descr numpy's name of the element type, e.g. {@code <f8}
 * @param columnMajor whether the first index varies fastest (Fortran order)
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record NpyHeader(String descr, boolean columnMajor, long[] shape) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'?((?<=')[^']*|\\[[^\\]]*\\])");
    private static final Pattern FIELD = Pattern.compile("\\(\\s*'([^']*)'\\s*,\\s*'<i4'\\s*\\)");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,]*)\\)");

    /** Number of digits that numpy reserves for the first length, so that it can grow in place. */
    private static final int GROWTH_DIGITS = 21;

    /** A header of an array whose last index varies fastest. */
    NpyHeader(String descr, long[] shape) {
        this(descr, false, shape);
    }

    /** The header as bytes. Their number does not depend on the first length of the shape. */
    byte[] render() {
        StringBuilder lengths = new StringBuilder();
        for (long s : shape) {
            lengths.append(lengths.length() == 0 ? "" : ", ").append(s);
        }
        if (shape.length == 1) {
            lengths.append(',');
        }
        // the fields of a structured type are a list, not a string
        String type = descr.startsWith("[") ? descr : "'" + descr + "'";
        StringBuilder text = new StringBuilder("{'descr': " + type + ", 'fortran_order': "
                + (columnMajor ? "True" : "False") + ", 'shape': (" + lengths + "), }");
        if (shape.length > 0) {
            text.append(" "
                    .repeat(Math.max(0, GROWTH_DIGITS - Long.toString(shape[0]).length())));
        }
        int length = (10 + text.length() + 1 + 63) / 64 * 64;
        byte[] out = new byte[length];
        Arrays.fill(out, (byte) ' ');
        ByteBuffer b = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
        b.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - 10));
        b.put(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        out[length - 1] = '\n';
        return out;
    }

    /** The names of the fields of a structured type, all of which are 32-bit integers; empty for another type. */
    List<String> fields() {
        List<String> out = new ArrayList<>();
        if (descr.startsWith("[")) {
            Matcher m = FIELD.matcher(descr);
            while (m.find()) {
                out.add(m.group(1));
            }
        }
        return out;
    }

    /** The header of the same bytes as integers with one more axis, the fields; itself for a plain type. */
    NpyHeader plain() {
        List<String> fields = fields();
        if (fields.isEmpty()
                || FIELD.matcher(descr)
                                .replaceAll("")
                                .replaceAll("[\\[\\],\\s]", "")
                                .length()
                        > 0) {
            return this;
        }
        long[] longer = Arrays.copyOf(shape, shape.length + 1);
        longer[shape.length] = fields.size();
        return new NpyHeader("<i4", false, longer);
    }

    /** Reads the header and leaves the stream at the beginning of the data. */
    static NpyHeader read(Path file, DataInputStream in) throws IOException {
        byte[] head = new byte[8];
        in.readFully(head);
        if (!Arrays.equals(Arrays.copyOf(head, 6), MAGIC)) {
            throw new ModelFileException(file, "it does not begin with numpy's magic number: no .npy array");
        }
        int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
        if (head[6] > 1) {
            length |= Short.toUnsignedInt(Short.reverseBytes(in.readShort())) << 16;
        }
        if (head[6] < 1 || head[6] > 3 || length < 0 || length > 1 << 20) {
            throw new ModelFileException(
                    file, "the head of its array is damaged, or of an unknown version of numpy's format");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String descr = find(file, DESCR, text, "a descr");
        boolean columnMajor = find(file, ORDER, text, "a fortran_order").equals("True");
        String[] parts = find(file, SHAPE, text, "a shape").split(",", -1);
        try {
            long[] shape = Arrays.stream(parts)
                    .map(String::strip)
                    .filter(p -> !p.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new NpyHeader(descr, columnMajor, shape);
        } catch (NumberFormatException e) {
            throw new ModelFileException(file, "the shape of its array is damaged: (" + String.join(",", parts) + ")");
        }
    }

    private static String find(Path file, Pattern pattern, String text, String what) {
        Matcher m = pattern.matcher(text);
        if (!m.find()) {
            throw new ModelFileException(file, "expected " + what + " in the head of its array, got " + text.strip());
        }
        return m.group(1);
    }
}
