package org.lather.gram;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.Owned;

/**
 * The weights of a target on a backend: w_j of the representatives, and the forms of those terms of the kernel that are
 * folded.
 */
public final class TargetWeights implements AutoCloseable {
    private final double[] weights;
    private final List<@Nullable Form> forms = new ArrayList<>();

    private TargetWeights(double[] weights) {
        this.weights = weights;
    }

    /** Weights whose sums run over the representatives. */
    public static TargetWeights unfolded(double[] weights) {
        return new TargetWeights(weights);
    }

    /**
     * Uploads forms.
     *
     * @param weights w, [M]
     * @param folded a form for each term of the kernel, null for a term that is not folded
     */
    public static TargetWeights load(Backend backend, double[] weights, List<@Nullable FormBlock> folded) {
        TargetWeights out = new TargetWeights(weights);
        Owned.orClose(
                () -> folded.forEach(block -> out.forms.add(block == null ? null : backend.load(block))), out::close);
        return out;
    }

    /** The weights w_j, [M]. The internal array. */
    double[] weights() {
        return weights;
    }

    /** The form of a term; null if the sum of the term runs over the representatives. */
    @Nullable
    Form form(int term) {
        return term < forms.size() ? forms.get(term) : null;
    }

    @Override
    public void close() {
        for (Form f : forms) {
            if (f != null) {
                f.close();
            }
        }
        forms.clear();
    }
}
