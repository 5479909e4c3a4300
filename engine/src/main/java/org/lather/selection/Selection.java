package org.lather.selection;

/**
 * Chosen points in the order of the choice.
 *
 * @param indices of the points, from 0
 * @param scores score of each point at the moment of its choice: of farthest point sampling the squared distance to the
 *     nearest point chosen before, infinite for the first; of CUR the leverage score; NaN for a random draw
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record Selection(int[] indices, double[] scores) {
    /** The number of points; smaller than requested if all others are combinations or copies of these. */
    public int size() {
        return indices.length;
    }

    @Override
    public String toString() {
        return indices.length + " chosen points";
    }
}
