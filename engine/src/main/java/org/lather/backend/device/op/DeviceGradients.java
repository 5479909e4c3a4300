package org.lather.backend.device.op;

import java.util.stream.IntStream;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.WeightedRange;
import org.lather.backend.device.Argument;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/**
 * Gradients on a device. A prediction goes the adjoint way: dE/dp → dE/dc → pairs → atoms. Rows of the derivative of
 * K_NM are {@link GradientRows}. In single precision only stored features are rounded.
 */
public final class DeviceGradients implements Gradients {
    private final Workspace workspace;
    private final Coupling coupling;
    private final Gram gram;
    private final Neighbourhoods.Loop loop;
    private final PullSums sums;

    public DeviceGradients(Workspace workspace, Coupling coupling, Gram gram, Neighbourhoods.Loop loop) {
        this.workspace = workspace;
        this.coupling = coupling;
        this.gram = gram;
        this.loop = loop;
        this.sums = new PullSums(workspace);
    }

    @Override
    public Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values) {
        DeviceFeatures xs = Handles.own(x, DeviceFeatures.class);
        DeviceFeatures zs = Handles.own(z, DeviceFeatures.class);
        GradientShapes.check(x, z, weights, values);
        DeviceSlopes out = new DeviceSlopes(workspace, centers(xs), x.columns());
        boolean done = false;
        try {
            fill(xs, zs, covariance, weight, weights, values, out);
            done = true;
        } finally {
            if (!done) {
                out.close();
            }
        }
        return out;
    }

    private void fill(
            DeviceFeatures x,
            DeviceFeatures z,
            Covariance covariance,
            double weight,
            double[] weights,
            double[] values,
            DeviceSlopes out) {
        int rows = x.rows();
        int others = z.rows();
        try (DeviceTile slopes = new DeviceTile(workspace, rows, others);
                Allocation value = workspace.allocate("values", 8L * rows);
                Allocation along = workspace.allocate("slopes along features", 8L * rows)) {
            gram.add(x, z, new Covariance(1, covariance.centers()), 1, slopes);
            workspace.launchGroups(
                    sums.program(),
                    "slopes",
                    rows,
                    PullSums.GROUP,
                    Argument.of(others),
                    slopes.values(),
                    x.norms(),
                    z.norms(),
                    workspace.scratch(Workspace.Scratch.CENTERS, centers(x)),
                    workspace.scratch(Workspace.Scratch.OTHER_CENTERS, centers(z)),
                    Argument.of(covariance.centers() == Covariance.Centers.SAME ? 1 : 0),
                    Argument.of(Gram.whole(covariance.zeta())),
                    Argument.of(Gram.integer(covariance.zeta())),
                    Argument.of(covariance.zeta()),
                    Argument.of(weight),
                    workspace.scratch(Workspace.Scratch.FACTORS, weights),
                    value.buffer(),
                    along.buffer());
            boolean multiplied = multiply(slopes, z, out);
            workspace.launchElements(
                    sums.program(),
                    "featureSlopes",
                    (rows + 3) / 4,
                    x.columns(),
                    Argument.of(rows),
                    Argument.of(x.columns()),
                    Argument.of(multiplied ? 0 : others),
                    slopes.values(),
                    z.values(),
                    x.values(),
                    along.buffer(),
                    out.values());
            double[] sum = new double[rows];
            workspace.transfers().download(value.buffer(), 0, sum, 0, rows);
            for (int i = 0; i < rows; i++) {
                values[i] += sum[i];
            }
        }
    }

    /** slopes · z where the vendor multiplies doubles. */
    private boolean multiply(DeviceTile slopes, DeviceFeatures z, DeviceSlopes out) {
        var vendor = workspace.device().algebra();
        if (vendor.isEmpty()
                || workspace.realBytes() != 8
                || slopes.rows() == 0
                || slopes.columns() == 0
                || z.columns() == 0) {
            return false;
        }
        vendor.get()
                .gemm(
                        false,
                        false,
                        slopes.rows(),
                        z.columns(),
                        z.rows(),
                        1,
                        new DeviceMatrix(slopes.values(), 0, z.rows()),
                        new DeviceMatrix(z.values(), 0, z.columns()),
                        0,
                        new DeviceMatrix(out.values(), 0, z.columns()));
        return true;
    }

    private static int[] centers(Features f) {
        return IntStream.range(0, f.rows()).map(f::center).toArray();
    }

    @Override
    public void pullBack(
            WeightedRange weighted, Descriptor descriptor, Features gradient, double[] positions, double[] strain) {
        DeviceRange range = DeviceRange.of(weighted.range());
        DeviceBatch b = range.batch();
        int columns = GradientShapes.columns(descriptor, b.channels());
        GradientShapes.check(weighted, columns, gradient, positions, strain);
        if (range.from() == range.to()) {
            return;
        }
        PullBack pull = new PullBack(workspace, sums, b, descriptor, coupling, loop);
        pull.run(range.from(), range.to(), gradient, weighted.factor(), positions, strain);
    }

    @Override
    public void rows(
            WeightedRange weighted,
            Descriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            DerivativeTiles out) {
        DeviceRange range = DeviceRange.of(weighted.range());
        DeviceBatch b = range.batch();
        int from = range.from();
        int to = range.to();
        GradientShapes.check(weighted, GradientShapes.columns(descriptor, b.channels()), z, out);
        DeviceFeatures zs = Handles.own(z, DeviceFeatures.class);
        DeviceTile k = Handles.own(out.positions(), DeviceTile.class);
        DeviceTile g = Handles.own(out.strain(), DeviceTile.class);
        if (from == to || z.rows() == 0) {
            return;
        }
        try (DeviceFeatures x = coupling.features(range, descriptor);
                DeviceTile cosines = new DeviceTile(workspace, to - from, z.rows())) {
            gram.add(x, zs, new Covariance(1, covariance.centers()), 1, cosines);
            new GradientRows(workspace, sums, gram, coupling.tables(descriptor.expansion(), b.channels()), loop)
                    .add(b, from, to, descriptor, x, zs, cosines, covariance, weight, weighted.factor(), k, g);
        }
    }

    @Override
    public long rowsBytes(int columns, int representatives, int environments, int neighbours) {
        return GradientRows.bytes(columns, representatives, environments, neighbours);
    }
}
