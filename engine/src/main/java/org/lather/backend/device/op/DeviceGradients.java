package org.lather.backend.device.op;

import java.util.stream.IntStream;
import org.lather.backend.CovarianceSums;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.GradientShapes;
import org.lather.backend.Gradients;
import org.lather.backend.HostBatch;
import org.lather.backend.Owned;
import org.lather.backend.WeightedRange;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.GradientPrograms;
import org.lather.backend.device.program.Power;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/**
 * Gradients on a device. Predictions use the adjoint method: dE/dp → dE/dc → pairs → atoms. Rows of the derivative of
 * K_NM are {@link GradientRows}. In single precision only stored features are rounded.
 */
public final class DeviceGradients implements Gradients {
    private final Workspace workspace;
    private final Products products;
    private final Coupling coupling;
    private final Gram gram;
    private final Forms forms;

    DeviceGradients(Workspace workspace, Products products, Coupling coupling, Gram gram, Forms forms) {
        this.workspace = workspace;
        this.products = products;
        this.coupling = coupling;
        this.gram = gram;
        this.forms = forms;
    }

    @Override
    public Features featureGradient(
            Features x, Features z, Covariance covariance, double weight, double[] weights, double[] values) {
        DeviceFeatures xs = Handles.own(x, DeviceFeatures.class);
        DeviceFeatures zs = Handles.own(z, DeviceFeatures.class);
        GradientShapes.check(x, z, weights, values);
        DeviceFeatureGradient out = new DeviceFeatureGradient(workspace, centers(xs), x.columns());
        Owned.orClose(
                () -> featureGradient(xs, zs, covariance, new Weighted(weight, weights, values), out), out::close);
        return out;
    }

    /**
     * Representatives with their weights, and the predictions that these have.
     *
     * @param weight of the term of the kernel
     * @param weights one per representative
     * @param values receives a prediction per environment, which is added
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Weighted(double weight, double[] weights, double[] values) {}

    private void featureGradient(
            DeviceFeatures xs,
            DeviceFeatures zs,
            Covariance covariance,
            Weighted prediction,
            DeviceFeatureGradient out) {
        try (DeviceTile cosines = cosines(xs, zs, covariance);
                Frame frame = workspace.frame()) {
            GradientPrograms.RowSums sums = slopes(xs, zs, covariance, prediction, cosines, frame);
            combine(cosines, xs, zs, sums.along(), out);
            addTo(prediction.values(), sums.value());
        }
    }

    private DeviceTile cosines(DeviceFeatures xs, DeviceFeatures zs, Covariance covariance) {
        DeviceTile out = new DeviceTile(workspace, xs.rows(), zs.rows());
        Owned.orClose(() -> gram.add(xs, zs, new Covariance(1, covariance.centers()), 1, out), out::close);
        return out;
    }

    /** Converts cosines to gradients in place, and sums their rows. */
    private GradientPrograms.RowSums slopes(
            DeviceFeatures xs,
            DeviceFeatures zs,
            Covariance covariance,
            Weighted prediction,
            DeviceTile cosines,
            Frame frame) {
        GradientPrograms.RowSums sums =
                new GradientPrograms.RowSums(frame.doubles(xs.rows()), frame.doubles(xs.rows()));
        workspace.launch(new GradientPrograms.Slopes(
                new GradientPrograms.Cosines(xs.rows(), zs.rows(), cosines.values()),
                new GradientPrograms.Norms(xs.norms(), zs.norms()),
                new GradientPrograms.Centers(
                        frame.upload(centers(xs)),
                        frame.upload(centers(zs)),
                        covariance.centers() == Covariance.Centers.SAME),
                Power.of(covariance.zeta()),
                new GradientPrograms.Weights(prediction.weight(), frame.upload(prediction.weights())),
                sums));
        return sums;
    }

    @Override
    public Features featureGradient(Features x, Form form, double[] values) {
        return forms.featureGradient(x, form, values);
    }

    /** Adds weighted sums of covariances with representatives. */
    public void sums(Features x, Features z, CovarianceSums sums, double[][] values) {
        DeviceFeatures xs = Handles.own(x, DeviceFeatures.class);
        DeviceFeatures zs = Handles.own(z, DeviceFeatures.class);
        GradientShapes.check(x, z, sums, values);
        for (int t = 0; t < values.length; t++) {
            Weighted prediction = new Weighted(sums.weight(), sums.weights()[t], values[t]);
            // slopes overwrite the cosines
            try (DeviceTile cosines = cosines(xs, zs, sums.covariance());
                    Frame frame = workspace.frame()) {
                addTo(
                        values[t],
                        slopes(xs, zs, sums.covariance(), prediction, cosines, frame)
                                .value());
            }
        }
    }

    /** v = a z − along x, where a are the gradients that the cosines have become. */
    private void combine(DeviceTile a, DeviceFeatures x, DeviceFeatures z, Doubles along, DeviceFeatureGradient out) {
        boolean combined = products.combine(a, z, out.values());
        workspace.launch(new GradientPrograms.FeatureSlopes(
                new GradientPrograms.Extent(x.rows(), x.columns(), combined ? 0 : z.rows()),
                a.values(),
                z.values(),
                x.values(),
                along,
                out.values()));
    }

    private void addTo(double[] values, Doubles sums) {
        double[] sum = new double[values.length];
        workspace.transfers().download(sums.buffer(), 0, sum, 0, sum.length);
        for (int i = 0; i < sum.length; i++) {
            values[i] += sum[i];
        }
    }

    private static int[] centers(Features f) {
        return IntStream.range(0, f.rows()).map(f::center).toArray();
    }

    @Override
    public void pullBack(
            WeightedRange weighted, Descriptor descriptor, Features gradient, double[] positions, double[] strain) {
        DeviceRange range = DeviceRange.of(weighted.range());
        HostBatch b = range.batch();
        int columns = GradientShapes.columns(descriptor, b.content().channels());
        GradientShapes.check(weighted, columns, gradient, positions, strain);
        if (range.from() == range.to()) {
            return;
        }
        ExpansionTables tables =
                coupling.tables(descriptor.onlyExpansion(), b.content().channels());
        FeatureDerivative derivative =
                coupling.derivative(descriptor, b.content().channels());
        new PullBack(workspace, tables, range, derivative, weighted.factor()).add(gradient, positions, strain);
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
        HostBatch b = range.batch();
        int from = range.from();
        int to = range.to();
        GradientShapes.check(
                weighted, GradientShapes.columns(descriptor, b.content().channels()), z, out);
        DeviceFeatures zs = Handles.own(z, DeviceFeatures.class);
        DeviceTile k = Handles.own(out.positions(), DeviceTile.class);
        DeviceTile g = Handles.own(out.strain(), DeviceTile.class);
        if (from == to || z.rows() == 0) {
            return;
        }
        try (DeviceFeatures x = coupling.features(range, descriptor);
                DeviceTile cosines = new DeviceTile(workspace, to - from, z.rows())) {
            gram.add(x, zs, new Covariance(1, covariance.centers()), 1, cosines);
            PairSums.Target target = new PairSums.Target(k.values(), k.columns(), g.values(), g.columns(), 0, 0);
            ExpansionTables tables =
                    coupling.tables(descriptor.onlyExpansion(), b.content().channels());
            FeatureDerivative derivative =
                    coupling.derivative(descriptor, b.content().channels());
            new GradientRows(workspace, products, tables, derivative)
                    .add(
                            new GradientRows.Derived(range, x, zs, cosines, weighted.factor()),
                            covariance,
                            weight,
                            target);
        }
    }

    @Override
    public long rowsBytes(int columns, int representatives, int environments, int neighbours) {
        return GradientRows.bytes(columns, representatives, environments, neighbours);
    }
}
