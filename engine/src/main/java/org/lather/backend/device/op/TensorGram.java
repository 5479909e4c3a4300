package org.lather.backend.device.op;

import java.util.Arrays;
import java.util.Map;
import org.lather.backend.Shapes;
import org.lather.backend.Side;
import org.lather.backend.device.Argument;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.kernel.Covariance;

/**
 * Covariances of tensors: products of the tensors and cosines of the scalars, each by {@link Gram}, then one with the
 * other.
 */
public final class TensorGram {
    private final Workspace workspace;
    private final Gram gram;

    public TensorGram(Workspace workspace, Gram gram) {
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
        boolean integer = exponent == Math.rint(exponent);
        try (DeviceTile cosines = new DeviceTile(workspace, x0.rows(), z0.rows());
                DeviceTile products = new DeviceTile(workspace, x.rows(), z.rows());
                Allocation one = workspace.allocate("norms", ones)) {
            if (exponent != 0) {
                gram.add(x0, x0.norms(), z0, z0.norms(), linear, 1, cosines);
            }
            gram.add(x, one.buffer(), z, one.buffer(), linear, 1, products);
            workspace.launchElements(
                    workspace.program("matrices", Map.of()),
                    "tensorCovariance",
                    x.rows(),
                    z.rows(),
                    products.values(),
                    cosines.values(),
                    x0.norms(),
                    Argument.of(x0.rows()),
                    z0.norms(),
                    Argument.of(z0.rows()),
                    Argument.of(components),
                    Argument.of(integer && exponent <= 64 ? (int) exponent : 0),
                    Argument.of(integer ? 1 : 0),
                    Argument.of(exponent),
                    Argument.of(weight),
                    out.values(),
                    Argument.of(out.columns()));
        }
    }
}
