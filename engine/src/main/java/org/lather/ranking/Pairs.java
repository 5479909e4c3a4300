package org.lather.ranking;

/**
 * Shieldings and the shifts with which they are compared.
 *
 * @param shieldings ppm
 * @param shifts ppm
 * @param sigmas standard deviations of their differences after the conversion, ppm
 * @param share the part of an observation that a pair is: 1, or one over the number of atoms that have one shift
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
record Pairs(double[] shieldings, double[] shifts, double[] sigmas, double share) {
    int size() {
        return shifts.length;
    }

    double shielding(int i) {
        return shieldings[i];
    }

    double shift(int i) {
        return shifts[i];
    }

    double sigma(int i) {
        return sigmas[i];
    }

    /** The weight of a pair in a fit, 1/ppm². */
    double weight(int i) {
        return share / (sigmas[i] * sigmas[i]);
    }
}
