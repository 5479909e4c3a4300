package org.lather.maps;

/** Places points on a map by their kernels with its landmarks. Results do not depend on the number of threads. */
public sealed interface MapProjection permits LinearMap, SketchMap {
    /** The number of coordinates. */
    int dimensions();

    /** The coordinates of the landmarks, [landmark][dimension]. */
    double[] landmarks();

    /** The eigenvalue of each coordinate of a linear map, descending; empty for a sketch-map. */
    double[] eigenvalues();

    /** The stress of the landmarks of a sketch-map; NaN for a linear map. */
    double stress();

    /**
     * Computes the coordinates of points.
     *
     * @param kernels with the landmarks, [point][landmark]; may be overwritten
     * @param own kernel of each point with itself
     * @return [point][dimension]
     */
    double[] project(double[] kernels, double[] own);
}
