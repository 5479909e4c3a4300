package org.lather.describe;

import java.nio.file.Path;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.options.OptionsException;

/** The file formats of features. */
public enum FeatureFormat {
    /** Only the matrix, as a numpy array that is streamed to the file. */
    NPY(false, false),
    /** Values, gradients and labels as numpy arrays. */
    NPZ(true, true),
    /** Blocks with labels and gradients for metatensor. */
    MTS(true, true);

    private final boolean labels;
    private final boolean gradients;

    FeatureFormat(boolean labels, boolean gradients) {
        this.labels = labels;
        this.gradients = gradients;
    }

    /**
     * Returns the format for the ending of a file name.
     *
     * @throws OptionsException for another ending than .npy, .npz and .mts
     */
    public static FeatureFormat of(Path file) {
        String name = String.valueOf(file.getFileName());
        for (FeatureFormat f : values()) {
            if (name.endsWith("." + f.name().toLowerCase(java.util.Locale.ROOT))) {
                return f;
            }
        }
        throw new OptionsException(Phrase.of(
                Setting.argument("output"), ": expected a file name that ends in .npz, .npy or .mts, got " + file));
    }

    /** Returns whether it has the labels of rows and columns. */
    public boolean hasLabels() {
        return labels;
    }

    /** Returns whether it takes gradients. */
    public boolean takesGradients() {
        return gradients;
    }
}
