package org.lather.regression;

import java.util.List;
import org.lather.target.Noise;

/**
 * The sums that a sparse fit accumulates separately: those of each group of targets and each fold and, if the noise is
 * searched, those of each row type (values, forces, strain). If the noise is given, row types are added directly with
 * their weights.
 */
public final class SumLayout {
    private final List<RowGroup> groups;
    private final Noise noise;
    private final int folds;

    /** @param folds number of folds whose sums are needed apart */
    public SumLayout(List<RowGroup> groups, Noise noise, int folds) {
        this.groups = List.copyOf(groups);
        this.noise = noise;
        this.folds = folds;
    }

    /** The sums of one fold: the same ones, each of which has one fold. */
    public SumLayout ofOneFold() {
        return new SumLayout(groups, noise, 1);
    }

    public List<RowGroup> groups() {
        return groups;
    }

    /** The number of folds. */
    public int folds() {
        return folds;
    }

    /** The number of row types of a group. */
    int types(int group) {
        return groups.get(group).types();
    }

    /** The number of row types of a group whose sums are separate. */
    int apart(int group) {
        return noise.isFound() ? types(group) : 1;
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

    /** The index of the sums of a row type, 0 for values, in a fold. */
    int index(int group, int type, int fold) {
        return start(group) + (noise.isFound() ? type : 0) * folds + fold;
    }

    /** The number of targets of the normal equations at an index. */
    public int targets(int index) {
        int g = 0;
        while (start(g + 1) <= index) {
            g++;
        }
        return groups.get(g).targets();
    }

    /** The weight of a row type relative to values: the ratio of the noise variances if they are given, otherwise 1. */
    double weight(int group, int type) {
        if (type == 0 || noise.isFound()) {
            return 1;
        }
        RowGroup g = groups.get(group);
        double ratio = noise.of(g.key(0).name()).orElseThrow()
                / noise.of(g.key(type).name()).orElseThrow();
        return ratio * ratio;
    }
}
