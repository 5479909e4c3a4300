package org.lather.maps;

import java.util.List;
import org.lather.structure.Structure;

/** Kernels of points with the landmarks of a map. */
interface LandmarkKernels extends AutoCloseable {
    /**
     * Computes the kernels of all points of some structures, [point][landmark].
     *
     * @param structures few enough to upload together
     */
    double[] rows(List<Structure> structures);

    /** Computes the kernel of each point of some structures with itself. */
    double[] own(List<Structure> structures);

    @Override
    void close();
}
