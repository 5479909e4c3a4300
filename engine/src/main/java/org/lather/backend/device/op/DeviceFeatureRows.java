package org.lather.backend.device.op;

import java.util.Arrays;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.Owned;
import org.lather.backend.Shapes;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.FeaturePrograms;

/** Collects rows of features that are copied within the device. */
public final class DeviceFeatureRows implements FeatureRows {
    private final Workspace workspace;
    private final Coupling coupling;
    private final int columns;
    private final int[] centers;
    private final Allocation values;
    private int filled;
    private boolean finished;

    public DeviceFeatureRows(Workspace workspace, Coupling coupling, int capacity, int columns) {
        this.workspace = workspace;
        this.coupling = coupling;
        this.columns = columns;
        this.centers = new int[capacity];
        this.values = workspace.allocate("features", (long) workspace.realBytes() * capacity * columns);
    }

    @Override
    public void add(Features from, int[] rows) {
        DeviceFeatures source = Handles.own(from, DeviceFeatures.class);
        Shapes.append(from, columns, rows.length, filled, centers.length);
        try (Frame frame = workspace.frame()) {
            workspace.launch(new FeaturePrograms.CopyRows(
                    rows.length, columns, source.values(), frame.upload(rows), filled, values.reals()));
        }
        for (int row : rows) {
            centers[filled++] = from.center(row);
        }
    }

    @Override
    public Features finish() {
        finished = true;
        DeviceFeatures out = new DeviceFeatures(workspace, Arrays.copyOf(centers, filled), columns, values);
        Owned.orClose(() -> coupling.norms(out), out::close);
        return out;
    }

    @Override
    public void close() {
        if (!finished) {
            values.close();
        }
    }
}
