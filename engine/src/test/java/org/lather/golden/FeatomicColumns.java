package org.lather.golden;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatomicLayout;
import org.lather.descriptor.FeatureLabels;

/** Rows of features in the order of a golden file, found by their labels. */
final class FeatomicColumns {
    private final FeatomicLayout layout;
    private final int[] order;

    FeatomicColumns(Descriptor descriptor, Channels channels, Npz golden) {
        this(descriptor, channels, golden, "");
    }

    /** @param prefix what stands before the names of the labels */
    FeatomicColumns(Descriptor descriptor, Channels channels, Npz golden, String prefix) {
        layout = new FeatomicLayout(descriptor, channels);
        FeatureLabels labels = FeatureLabels.of(descriptor, channels.atomicNumbers());
        List<String> names = labels.names();
        int[][] ours = new int[names.size()][];
        int[][] theirs = new int[names.size()][];
        for (int k = 0; k < ours.length; k++) {
            ours[k] = labels.column(names.get(k));
            theirs[k] = golden.ints(prefix + names.get(k));
        }
        Map<List<Integer>, Integer> place = new HashMap<>();
        for (int c = 0; c < labels.size(); c++) {
            place.put(label(ours, c), c);
        }
        order = new int[theirs[0].length];
        for (int c = 0; c < order.length; c++) {
            Integer at = place.get(label(theirs, c));
            if (at == null) {
                throw new IllegalArgumentException("no feature with labels " + names + " = " + label(theirs, c));
            }
            order[c] = at;
        }
    }

    private FeatomicColumns(FeatomicLayout layout) {
        this.layout = layout;
        order = IntStream.range(0, layout.columns()).toArray();
    }

    /** All columns in featomic's own order. */
    static FeatomicColumns all(Descriptor descriptor, Channels channels) {
        return new FeatomicColumns(new FeatomicLayout(descriptor, channels));
    }

    private static List<Integer> label(int[][] columns, int c) {
        return Arrays.stream(columns).map(column -> column[c]).toList();
    }

    double[] of(double[] stored, int from) {
        double[] row = new double[layout.columns()];
        layout.unpack(stored, from, row, 0);
        return Arrays.stream(order).mapToDouble(c -> row[c]).toArray();
    }
}
