package org.lather.uncertainty;

/** Packed storage of the lower triangle of a square matrix, row by row without gaps. */
final class Packed {
    private Packed() {}

    static double[] square(double[] packed, int size) {
        double[] out = new double[Math.multiplyExact(size, size)];
        int n = 0;
        for (int i = 0; i < size; i++) {
            System.arraycopy(packed, n, out, i * size, i + 1);
            n += i + 1;
        }
        return out;
    }
}
