package org.lather.maps;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a map is computed. */
public enum MapMethod {
    /** {@link KernelPca}. */
    KPCA("kpca", false),
    /** {@link Pcovr} with the linear kernel of features. */
    PCOVR("pcovr", true),
    /** {@link Pcovr} with the kernel of the options. */
    KPCOVR("kpcovr", true),
    /** {@link SketchMap}. */
    SKETCHMAP("sketchmap", false);

    private final String word;
    private final boolean takesTarget;

    MapMethod(String word, boolean takesTarget) {
        this.word = word;
        this.takesTarget = takesTarget;
    }

    /** The name in options and files. */
    public String word() {
        return word;
    }

    /** Whether the map shows a target. */
    public boolean takesTarget() {
        return takesTarget;
    }

    /** The value with a name; empty if there is none. */
    public static Optional<MapMethod> of(String word) {
        return Arrays.stream(values()).filter(v -> v.word.equals(word)).findFirst();
    }

    /** All names. */
    public static List<String> words() {
        return Arrays.stream(values()).map(MapMethod::word).toList();
    }
}
