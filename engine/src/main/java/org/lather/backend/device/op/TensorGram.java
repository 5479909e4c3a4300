package org.lather.backend.device.op;

import java.util.Arrays;
import org.lather.backend.Shapes;
import org.lather.backend.Side;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.MatrixPrograms;
import org.lather.kernel.Covariance;

/**
 * Covariances of tensors: products of the tensors and cosines of the scalars, each by {@link Gram}, which are then
 * multiplied with each other.
 */
public final class TensorGram {
    private final Workspace workspace;
    private final Gram gram;

    TensorGram(Workspace workspace, Gram gram) {
        this.workspace = workspace;
        this.gram = gram;
    }

    public void add(Side left, Side right, Covariance covariance, double weight, DeviceTile out) {
        int components = Shapes.covariances(left, right, out);
        DeviceFeatures x = Handles.own(left.features(), DeviceFeatures.class);
        DeviceFeatures z = Handles.own(right.features(), DeviceFeatures.class);
        DeviceFeatures x0 = Handles.own(left.scalars(), DeviceFeatures.class);
        DeviceFeatures z0 = Handles.own(right.scalars(), DeviceFeatures.class);
        if (x.rows() == 0 || z.rows() == 0) {
            return;
        }
        double[] ones = new double[Math.max(x.rows(), z.rows())];
        Arrays.fill(ones, 1);
        Covariance linear = new Covariance(1, covariance.centers());
        double exponent = covariance.zeta() - 1;
        try (DeviceTile cosines = new DeviceTile(workspace, x0.rows(), z0.rows());
                DeviceTile products = new DeviceTile(workspace, x.rows(), z.rows());
                Frame frame = workspace.frame()) {
            if (exponent != 0) {
                gram.add(x0, z0, linear, 1, cosines);
            }
            Doubles one = frame.upload(ones);
            gram.add(new Gram.Side(x, one), new Gram.Side(z, one), linear, 1, products);
            workspace.launch(new MatrixPrograms.TensorCovariance(
                    new MatrixPrograms.Factors(products.values(), cosines.values()),
                    new MatrixPrograms.Scalars(x0.norms(), x0.rows()),
                    new MatrixPrograms.Scalars(z0.norms(), z0.rows()),
                    components,
                    MatrixPrograms.Exponent.of(exponent),
                    new MatrixPrograms.WeightedSum(weight, out.values(), out.columns())));
        }
    }
}
