package org.lather.maps;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.match.StructureMatrix.Entries;

/**
 * A map of structures or atoms.
 *
 * @param coordinates [point][dimension]; points are structures, or all atoms of one structure after the other
 * @param nearest for each point the place, in the list of landmarks, of the landmark that is most similar to it
 * @param similarities kernel of each point with that landmark, over the roots of their kernels with themselves
 * @param landmarks indices of the points that are landmarks, in the order of their choice
 * @param eigenvalues of the coordinates, descending; empty for a sketch-map
 * @param stress of the landmarks of a sketch-map, the mean over pairs with equal weights of the squared difference of
 *     the two sigmoids; NaN for other methods
 * @param parameters names and values, including those that were suggested
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record StructureMap(
        MapMethod method,
        Entries entries,
        int dimensions,
        double[] coordinates,
        int[] nearest,
        double[] similarities,
        int[] landmarks,
        double[] eigenvalues,
        double stress,
        Map<String, @Nullable Object> parameters) {
    /** The number of points. */
    public int size() {
        return coordinates.length / dimensions;
    }

    /** A coordinate of a point. */
    public double coordinate(int point, int dimension) {
        return coordinates[point * dimensions + dimension];
    }
}
