package org.lather.structure.file;

import java.util.Arrays;

/** The text of a frame's atom lines, in a buffer that is reused for each frame. */
final class AtomText {
    /** Largest number of bytes of a frame. */
    static final int LARGEST = 1 << 30;

    private byte[] bytes = new byte[1 << 12];
    private int length;

    void clear() {
        length = 0;
    }

    /** @return whether the text fits */
    boolean add(byte[] from, int start, int end) {
        int n = end - start;
        if (n + 1 > bytes.length - length) {
            if ((long) length + n + 1 > LARGEST) {
                return false;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(2L * bytes.length, length + n + 1L)));
        }
        System.arraycopy(from, start, bytes, length, n);
        length += n;
        bytes[length++] = '\n';
        return true;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }
}
