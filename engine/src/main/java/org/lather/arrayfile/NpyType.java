package org.lather.arrayfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of the elements of an array in numpy's format.
 *
 * @param descr numpy's name, a byte order, a letter and a size: {@code <f8}
 * @param bytes of an element
 * @param signed whether integers may be negative
 */
record NpyType(String descr, Kind kind, int bytes, boolean signed, ByteOrder order) {
    private static final Pattern NUMBER = Pattern.compile("([<>|=])(f[48]|[iu][1248])");
    private static final Pattern TEXT = Pattern.compile("([<>])U(\\d{1,8})");

    /** What elements are. */
    enum Kind {
        REAL,
        INTEGER,
        TEXT
    }

    /** @throws ModelFileException for a type that is not read */
    static NpyType of(Path file, String descr) {
        Matcher text = TEXT.matcher(descr);
        if (text.matches()) {
            return new NpyType(descr, Kind.TEXT, 4 * Integer.parseInt(text.group(2)), false, order(text.group(1)));
        }
        Matcher number = NUMBER.matcher(descr);
        if (!number.matches()) {
            throw new ModelFileException(
                    file,
                    "expected real numbers of 32 or 64 bits, integers or one text, got the type " + descr
                            + ": save array.astype(float)");
        }
        char letter = number.group(2).charAt(0);
        return new NpyType(
                descr,
                letter == 'f' ? Kind.REAL : Kind.INTEGER,
                number.group(2).charAt(1) - '0',
                letter == 'i',
                order(number.group(1)));
    }

    private static ByteOrder order(String sign) {
        return sign.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /**
     * Reads the next integer.
     *
     * @throws ModelFileException if it is above the largest long
     */
    long integer(Path file, ByteBuffer from) {
        long out = read(from);
        if (!signed && out < 0) {
            throw new ModelFileException(
                    file, "expected integers below 2^63, got " + Long.toUnsignedString(out) + ": scale the values");
        }
        return out;
    }

    private long read(ByteBuffer from) {
        return switch (bytes) {
            case 1 -> signed ? from.get() : Byte.toUnsignedLong(from.get());
            case 2 -> signed ? from.getShort() : Short.toUnsignedLong(from.getShort());
            case 4 -> signed ? from.getInt() : Integer.toUnsignedLong(from.getInt());
            default -> from.getLong();
        };
    }
}
