package org.lather.arrayfile;

/**
 * Combines CRC-32 checksums: with the checksum as a polynomial over GF(2) modulo P, crc(AB) = crc(A) x^(8|B|) + crc(B).
 * The coefficient of x^0 is the highest bit, as in ZIP.
 */
final class Crc {
    private static final int POLYNOMIAL = 0xEDB88320;

    private Crc() {}

    /** The checksum of A followed by B. */
    static long join(long crcA, long crcB, long bytesOfB) {
        int power = 1 << 31;
        int square = 1 << 30;
        for (long exponent = Math.multiplyExact(bytesOfB, 8); exponent != 0; exponent >>>= 1) {
            if ((exponent & 1) != 0) {
                power = multiply(power, square);
            }
            square = multiply(square, square);
        }
        return (multiply(power, (int) crcA) ^ (int) crcB) & 0xFFFFFFFFL;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = 1 << 31; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }
}
