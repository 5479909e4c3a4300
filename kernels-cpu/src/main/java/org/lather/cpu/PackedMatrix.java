package org.lather.cpu;

/**
 * A right factor op(B) [k][n] in the order in which products read it, for use by many products: block after block of
 * {@link Gemm#depth} rows, in each panel after panel of the kernel's columns, [step][column in panel]. It holds 8 k n
 * bytes (n rounded up to whole panels) beside the original, which may then be dropped.
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package
record PackedMatrix(int k, int n, double[][] blocks) {
    long bytes() {
        long sum = 0;
        for (double[] b : blocks) {
            sum += 8L * b.length;
        }
        return sum;
    }
}
