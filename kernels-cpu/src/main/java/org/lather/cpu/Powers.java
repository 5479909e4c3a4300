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

    /** Replaces numbers by their powers, n of 1 or more; small powers by loops that compilers turn into vectors. */
    static void of(double[] x, int at, int count, int n) {
        int end = at + count;
        if (n == 2) {
            for (int i = at; i < end; i++) {
                x[i] = x[i] * x[i];
            }
        } else if (n == 3) {
            for (int i = at; i < end; i++) {
                x[i] = x[i] * (x[i] * x[i]);
            }
        } else if (n == 4) {
            for (int i = at; i < end; i++) {
                double square = x[i] * x[i];
                x[i] = square * square;
            }
        } else if (n != 1) {
            for (int i = at; i < end; i++) {
                x[i] = of(x[i], n);
            }
        }
    }
}
