package org.lather.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes bytes of valid inputs: the same seed gives the same inputs. */
final class Mutator {
    private static final int LARGEST = 1 << 16;

    /** Words that mean something to one of the formats, and numbers at the ends of their ranges. */
    private static final List<String> WORDS = List.of(
            "-1",
            "0",
            "1",
            "2147483647",
            "-2147483648",
            "4294967296",
            "9223372036854775807",
            "1e308",
            "1e-308",
            "1e400",
            "nan",
            "inf",
            "9".repeat(400),
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "=",
            ":",
            ",",
            "\n",
            "\r",
            "\t",
            " ",
            "\\",
            "&a ",
            "*a",
            "? ",
            "- ",
            "!!",
            "\u0000",
            "\u001b[31m",
            "é",
            "Lattice=\"1 0 0 0 1 0 0 0 1\"",
            "Properties=species:S:1:pos:R:3",
            "pbc=\"T T F\"",
            "Selective dynamics",
            "Direct",
            "radius: 1e9",
            "\"lambda\":99999999",
            "\"shape\":[2147483647,2147483647]",
            "STATUS      ",
            "POSDATA     ",
            "GETFORCE    ",
            "INIT        ");

    private final Random random;

    Mutator(long seed) {
        random = new Random(seed);
    }

    /** A changed copy of one of some inputs, of at most 64 KiB. */
    byte[] next(List<byte[]> inputs) {
        byte[] b = inputs.get(random.nextInt(inputs.size()));
        int changes = 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 3);
        for (int k = 0; k < changes; k++) {
            b = changed(b, inputs);
        }
        return b.length > LARGEST ? Arrays.copyOf(b, LARGEST) : b;
    }

    private byte[] changed(byte[] b, List<byte[]> inputs) {
        int from = random.nextInt(b.length + 1);
        int to = Math.min(b.length, from + 1 + random.nextInt(random.nextBoolean() ? 4 : 200));
        byte[] part = Arrays.copyOfRange(b, from, to);
        return switch (random.nextInt(8)) {
            case 0 -> joined(b, from, to, new byte[0]);
            case 1 -> joined(b, from, from, repeated(part, 1 + random.nextInt(300)));
            case 2 -> joined(b, from, from, word());
            case 3 -> joined(b, from, to, word());
            case 4 -> joined(b, from, from, repeated(word(), 1 + random.nextInt(2000)));
            case 5 -> {
                byte[] copy = b.clone();
                if (copy.length > 0) {
                    copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
                }
                yield copy;
            }
            case 6 -> Arrays.copyOf(b, from);
            default -> {
                byte[] other = inputs.get(random.nextInt(inputs.size()));
                int at = random.nextInt(other.length + 1);
                yield joined(b, from, to, Arrays.copyOfRange(other, at, Math.min(other.length, at + 100)));
            }
        };
    }

    private byte[] word() {
        return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] repeated(byte[] part, int times) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int k = 0; k < times && out.size() < LARGEST; k++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] b, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(b.length + middle.length);
        out.write(b, 0, from);
        out.writeBytes(middle);
        out.write(b, to, b.length - to);
        return out.toByteArray();
    }
}
