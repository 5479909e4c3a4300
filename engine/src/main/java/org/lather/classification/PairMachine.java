package org.lather.classification;

/**
 * A machine that tells two classes apart.
 *
 * @param low index of the class of negative decisions
 * @param high index of the class of positive decisions, larger than {@code low}
 * @param coefficients coefficient of the kernel with each structure, in the order of these
 * @param bias constant of the decision function
 * @param sigmoid probability of the class {@code high} if the class is one of the two
 */
@SuppressWarnings("ArrayRecordComponent") // large, and never changed
record PairMachine(int low, int high, double[] coefficients, double bias, Sigmoid sigmoid) {
    /** The decision function for kernels with each structure, in a matrix from an offset. */
    double decision(double[] k, int offset) {
        double sum = bias;
        for (int i = 0; i < coefficients.length; i++) {
            sum += coefficients[i] * k[offset + i];
        }
        return sum;
    }
}
