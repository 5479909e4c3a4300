package org.lather.options;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How points, which are samples or features, are chosen. */
public enum SelectionMethod {
    /** Farthest point sampling. */
    FPS,
    /** Farthest point sampling that omits comparisons which the triangle inequality decides. */
    VORONOI_FPS,
    /** Largest leverage scores of a matrix from which chosen points were removed. */
    CUR,
    /** Farthest point sampling with targets beside the points. */
    PCOV_FPS,
    /** CUR with targets beside the points. */
    PCOV_CUR,
    /** A random draw. */
    RANDOM,
    /** Principal components, which are combinations of features, not points. */
    PCA;

    /** The word of options files, commands and outputs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The methods that choose points, in the order of declaration. */
    public static List<SelectionMethod> ofPoints() {
        return Arrays.stream(values()).filter(m -> m != PCA).toList();
    }

    /** The words of the methods that choose points, in the order of declaration. */
    public static List<String> words() {
        return ofPoints().stream().map(SelectionMethod::word).toList();
    }

    /** Whether targets decide beside the points. */
    public boolean takesTargets() {
        return this == PCOV_FPS || this == PCOV_CUR;
    }

    /** Whether the first point is given. */
    public boolean takesStart() {
        return this == FPS || this == VORONOI_FPS || this == PCOV_FPS;
    }
}
