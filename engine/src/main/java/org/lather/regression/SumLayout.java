package org.lather.regression;

import java.util.List;
import org.lather.target.Noise;

/**
 * Which sums a sparse fit keeps apart: those of each group of targets and each fold, and, where the noise is searched,
 * those of each kind of rows (values, forces, strain). Where the noise is given, the kinds are added up at once with
 * their weights.
 */
public final class SumLayout {
    private final List<SumGroup> groups;
    private final Noise noise;
    private final int folds;

    /** @param folds of the cross-validation, without effect where the noise is given */
    SumLayout(List<? extends SumGroup> groups, Noise noise, int folds) {
        this.groups = List.copyOf(groups);
        this.noise = noise;
        this.folds = noise instanceof Noise.Auto ? folds : 1;
    }

    public List<SumGroup> groups() {
        return groups;
    }

    int folds() {
        return folds;
    }

    /** The number of kinds of rows of a group. */
    int kinds(int group) {
        return groups.get(group).kinds();
    }

    private int apart(int group) {
        return noise instanceof Noise.Auto ? kinds(group) : 1;
    }

    /** The number of normal equations. */
    public int size() {
        return start(groups.size());
    }

    private int start(int group) {
        int n = 0;
        for (int g = 0; g < group; g++) {
            n += apart(g) * folds;
        }
        return n;
    }

    /** The place of the sums of a kind, 0 for values, in a fold. */
    int index(int group, int kind, int fold) {
        return start(group) + (noise instanceof Noise.Auto ? kind : 0) * folds + fold;
    }

    /** The number of targets of the normal equations at a place. */
    int targets(int index) {
        int g = 0;
        while (start(g + 1) <= index) {
            g++;
        }
        return groups.get(g).targets();
    }

    /**
     * The weight of a kind of rows relative to values: the ratio of the noise variances where they are given, else 1.
     */
    double weight(int group, int kind) {
        if (kind == 0 || !(noise instanceof Noise.Given given)) {
            return 1;
        }
        SumGroup g = groups.get(group);
        double ratio = given.byTarget().getOrDefault(g.name(0), Double.NaN)
                / given.byTarget().getOrDefault(g.name(kind), Double.NaN);
        return ratio * ratio;
    }
}
