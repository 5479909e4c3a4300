package org.lather.backend.device.op;

import org.lather.backend.device.program.Doubles;
import org.lather.kernel.Covariance;

/** Computes covariances of features, element by element if only centres of the same element have one. */
public final class Gram {
    private final Products products;

    Gram(Products products) {
        this.products = products;
    }

    /** Features with the norms that they are divided by, one for each row. */
    record Side(DeviceFeatures features, Doubles norms) {
        static Side of(DeviceFeatures features) {
            return new Side(features, features.norms());
        }

        Products.Operand operand(DeviceFeatures.Range rows) {
            return new Products.Operand(features, norms, rows);
        }
    }

    /** Adds weight k(x_i, z_j) to each element of a tile. */
    public void add(DeviceFeatures x, DeviceFeatures z, Covariance covariance, double weight, DeviceTile out) {
        add(Side.of(x), Side.of(z), covariance, weight, out);
    }

    void add(Side x, Side z, Covariance covariance, double weight, DeviceTile out) {
        if (covariance.centers() == Covariance.Centers.ANY) {
            DeviceFeatures.Range rows = new DeviceFeatures.Range(0, x.features.rows(), 0);
            DeviceFeatures.Range others = new DeviceFeatures.Range(0, z.features.rows(), 0);
            add(x.operand(rows), z.operand(others), covariance, weight, out);
            return;
        }
        x.features.elements().forEach((element, rows) -> {
            DeviceFeatures.Range others = z.features.elements().get(element);
            if (others != null) {
                add(x.operand(rows), z.operand(others), covariance, weight, out);
            }
        });
    }

    private void add(Products.Operand x, Products.Operand z, Covariance covariance, double weight, DeviceTile out) {
        if (x.count() > 0 && z.count() > 0) {
            products.gram(x, z, covariance, weight, out);
        }
    }
}
