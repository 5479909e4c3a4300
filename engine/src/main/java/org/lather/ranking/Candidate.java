package org.lather.ranking;

/**
 * A structure and the shieldings that a model predicts for its atoms.
 *
 * @param file the file of the structure, as the user named it
 * @param frame index of the structure in its file, from 0
 * @param atomicNumbers [n]
 * @param shieldings [n], ppm; NaN where none is predicted
 * @param uncertainties their standard deviations [n], ppm; 0 where the model has none
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record Candidate(String file, long frame, int[] atomicNumbers, double[] shieldings, double[] uncertainties) {
    /** The structure as {@code file@frame}. */
    String place() {
        return file + "@" + frame;
    }
}
