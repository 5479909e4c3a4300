package org.lather.cpu;

/** Integer powers by multiplication. */
final class Powers {
    /** Beyond, {@link Math#pow} is used. */
    static final int LARGEST = 32;

    private Powers() {}

    /** x^n for n of 1 or more. */
    static double of(double x, int n) {
        double out = 1;
        double square = x;
        for (int k = n; k > 0; k >>= 1) {
            if ((k & 1) != 0) {
                out *= square;
            }
            square *= square;
        }
        return out;
    }
}
