package org.lather.backend.device.op;

import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.kernel.Covariance;

/** Matrix products on a device, by its vendor's library or, without one, by device programs. */
interface Products {
    /** The products of a device, chosen once. */
    static Products of(Workspace workspace) {
        return workspace
                .device()
                .algebra()
                .<Products>map(vendor -> new VendorProducts(workspace, vendor))
                .orElseGet(() -> new ProgramProducts(workspace));
    }

    /**
     * Some rows of features.
     *
     * @param norms one for each row of the features
     * @param rows places of their order
     */
    record Operand(DeviceFeatures features, Doubles norms, DeviceFeatures.Range rows) {
        int count() {
            return rows.count();
        }
    }

    /**
     * Rows of a tile that are summed.
     *
     * @param index the rows of the tile
     * @param weight w, positive, one for each
     * @param y their targets, [row][T]
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over
    record WeightedRows(DeviceTile phi, int[] index, double[] weight, double[] y) {
        int count() {
            return index.length;
        }

        int targets() {
            return y.length / index.length;
        }

        /** The targets, each multiplied with a function of its row's weight. */
        double[] weighted(double[] factor) {
            double[] out = new double[y.length];
            for (int i = 0; i < out.length; i++) {
                out[i] = factor[i / targets()] * y[i];
            }
            return out;
        }
    }

    /** Adds weight k(x_i, z_j) to the rows and columns of a tile that belong to i and j. */
    void gram(Operand x, Operand z, Covariance covariance, double weight, DeviceTile out);

    /** The bytes of scratch memory of {@link #gram}. */
    long gramBytes(int rows, int others, int columns);

    /** Adds Φᵀ W Φ to the lower triangle of a matrix [M][M], and yᵀ W Φ to right sides [T][M]. */
    void syrk(WeightedRows rows, Doubles matrix, Doubles right);

    /** B [m][n] := B L⁻ᵀ with a lower triangular L [n][n]. */
    void solve(int m, int n, DeviceMatrix l, DeviceMatrix b);

    /**
     * out [m][n] := ± A [m][k] Bᵀ for the rows of the second operand.
     *
     * @return the sign of the product
     */
    default double multiply(Frame frame, int m, Doubles a, Operand b, Doubles out) {
        int k = b.features().columns();
        return multiply(
                m,
                b.count(),
                k,
                new DeviceMatrix(a.buffer(), 0, k),
                b.features().matrix(frame, b.rows()),
                out);
    }

    /**
     * out [m][n] := ± A [m][k] Bᵀ with B [n][k].
     *
     * @return the sign of the product
     */
    double multiply(int m, int n, int k, DeviceMatrix a, DeviceMatrix b, Doubles out);

    /**
     * out [m][F] := A Z for all rows of Z where that is possible.
     *
     * @return whether it was computed
     */
    boolean combine(DeviceTile a, DeviceFeatures z, Doubles out);
}
