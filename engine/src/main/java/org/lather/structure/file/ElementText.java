package org.lather.structure.file;

import java.nio.charset.StandardCharsets;
import org.lather.structure.Element;

/** Parses elements from bytes: symbols in any case, or atomic numbers. */
final class ElementText {
    private static final byte[] BY_LETTERS = new byte[32 * 32];

    static {
        for (int z = 1; z <= Element.MAX_ATOMIC_NUMBER; z++) {
            String s = Element.symbol(z);
            BY_LETTERS[index(s.charAt(0), s.length() > 1 ? s.charAt(1) : 0)] = (byte) z;
        }
    }

    private ElementText() {}

    private static int index(int first, int second) {
        return (first & 31) * 32 + (second & 31);
    }

    private static boolean letter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    /** The atomic number, or 0 if the word is not an element. */
    static int atomicNumber(byte[] text, int from, int to) {
        int n = to - from;
        if (n == 1 && letter(text[from])) {
            return BY_LETTERS[index(text[from], 0)];
        }
        if (n == 2 && letter(text[from]) && letter(text[from + 1])) {
            return BY_LETTERS[index(text[from], text[from + 1])];
        }
        int z = 0;
        for (int i = from; i < to; i++) {
            int c = text[i] - '0';
            if (c < 0 || c > 9 || n > 3) {
                return 0;
            }
            z = 10 * z + c;
        }
        return z <= Element.MAX_ATOMIC_NUMBER ? z : 0;
    }

    static int atomicNumber(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return atomicNumber(bytes, 0, bytes.length);
    }

    /** @param quoted the word between quotes */
    static String refusal(String quoted) {
        return switch (quoted) {
            case "'D'", "'T'", "'d'", "'t'" ->
                "expected an element, found the hydrogen isotope " + quoted
                        + "; write H, isotopes have one electronic structure.";
            default -> "expected an element's symbol, found " + quoted + ".";
        };
    }
}
