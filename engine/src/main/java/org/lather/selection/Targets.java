package org.lather.selection;

/**
 * Properties that a selection takes into account beside the coordinates of the points.
 *
 * @param values [row][target], flattened; a row for each point, or for each coordinate
 * @param count number of targets, at least 1
 * @param rows what the rows belong to: points if samples are selected, coordinates if features are selected, because
 *     the coordinates of a feature are its values for the samples
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record Targets(double[] values, int count, Rows rows) {
    /** What the rows of targets belong to. */
    public enum Rows {
        POINTS,
        COORDINATES
    }

    /** @throws IllegalArgumentException if there is no target, or the last row is not complete */
    public Targets {
        if (count < 1 || values.length == 0 || values.length % count != 0) {
            throw new IllegalArgumentException(
                    "expected whole rows of at least one target, got " + values.length + " values of " + count);
        }
    }

    /** @throws IllegalArgumentException if the number of rows is not that of the points or coordinates */
    void expectFit(Points points) {
        int expected = rows == Rows.POINTS ? points.size() : points.dimension();
        if (values.length / count != expected) {
            throw new IllegalArgumentException(
                    "expected targets for " + expected + " samples, got " + values.length / count);
        }
    }

    @Override
    public String toString() {
        return count + " targets of " + values.length / count + " samples";
    }
}
