package org.lather.describe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatomicLayout;
import org.lather.descriptor.FeatureLabels;
import org.lather.options.Representation;

/** The columns of several representations side by side, in featomic's order, and what has a row. */
final class FeatureTable {
    private final Channels channels;
    private final FeatureRows rows;
    private final List<Descriptor> descriptors;
    private final List<FeatomicLayout> layouts = new ArrayList<>();
    private final int columns;

    FeatureTable(List<Representation> representations, Channels channels, FeatureRows rows) {
        this.rows = rows;
        this.channels = channels;
        this.descriptors =
                representations.stream().map(Representation::descriptor).toList();
        long sum = 0;
        for (Descriptor d : descriptors) {
            FeatomicLayout layout = new FeatomicLayout(d, channels);
            layouts.add(layout);
            sum += layout.columns();
        }
        this.columns = Math.toIntExact(sum);
        if (descriptors.size() > 1 && descriptors.stream().anyMatch(d -> d.components() > 1)) {
            throw new IllegalArgumentException("expected features of tensors alone, got several representations");
        }
    }

    Channels channels() {
        return channels;
    }

    FeatureRows rows() {
        return rows;
    }

    List<Descriptor> descriptors() {
        return descriptors;
    }

    FeatomicLayout layout(int representation) {
        return layouts.get(representation);
    }

    int columns() {
        return columns;
    }

    /**
     * The rows of one atom, or of one structure: 1, or 2 λ + 1 of a tensor's features, which have a table of their own.
     */
    int components() {
        return descriptors.get(0).components();
    }

    /** Values of the largest row as it is stored, before it is unpacked. */
    int storedColumns() {
        return descriptors.stream().mapToInt(d -> d.columns(channels)).max().orElse(0);
    }

    /** A value for each column by label; −1 where a representation does not have the label. */
    Map<String, int[]> labels() {
        Map<String, int[]> out = new LinkedHashMap<>();
        if (descriptors.size() > 1) {
            out.put("representation", new int[columns]);
        }
        int offset = 0;
        for (int r = 0; r < descriptors.size(); r++) {
            FeatureLabels labels = FeatureLabels.of(descriptors.get(r), channels);
            for (String name : labels.names()) {
                int[] all = out.computeIfAbsent(name, n -> {
                    int[] none = new int[columns];
                    Arrays.fill(none, -1);
                    return none;
                });
                System.arraycopy(labels.column(name), 0, all, offset, labels.size());
            }
            int[] which = out.get("representation");
            if (which != null) {
                Arrays.fill(which, offset, offset + labels.size(), r);
            }
            offset += labels.size();
        }
        return out;
    }
}
