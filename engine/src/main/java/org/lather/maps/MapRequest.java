package org.lather.maps;

import org.lather.match.StructureMatrix.Entries;
import org.lather.options.Options;

/**
 * What is mapped, and how.
 *
 * @param options whose representations and kernels are used
 * @param entries points of the map: structures or environments
 * @param normalise whether kernels are divided by the roots of those of the points with themselves
 * @param dimensions number of coordinates
 */
public record MapRequest(
        Options options,
        Entries entries,
        boolean normalise,
        MapMethod method,
        int dimensions,
        LandmarkChoice landmarks,
        SigmoidChoice sigmoids,
        TargetChoice target) {
    /** Maps structures by normalised kernels to two dimensions, with the defaults of a method without a target. */
    public static MapRequest of(Options options, Entries entries, MapMethod method) {
        return new MapRequest(
                options,
                entries,
                true,
                method,
                2,
                new LandmarkChoice(0, LandmarkChoice.Rule.FPS, 0),
                SigmoidChoice.SUGGESTED,
                TargetChoice.NONE);
    }

    /** Returns this request with other landmarks. */
    public MapRequest with(LandmarkChoice other) {
        return new MapRequest(options, entries, normalise, method, dimensions, other, sigmoids, target);
    }

    /** Returns this request with a target. */
    public MapRequest with(TargetChoice other) {
        return new MapRequest(options, entries, normalise, method, dimensions, landmarks, sigmoids, other);
    }
}
