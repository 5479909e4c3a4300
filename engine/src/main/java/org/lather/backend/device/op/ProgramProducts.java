package org.lather.backend.device.op;

import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.MatrixPrograms;
import org.lather.backend.device.program.Power;
import org.lather.backend.device.program.RowPrograms;
import org.lather.kernel.Covariance;

/** Products by device programs. Triangular systems are solved in strips of columns. */
record ProgramProducts(Workspace workspace) implements Products {
    @Override
    public void gram(Operand x, Operand z, Covariance covariance, double weight, DeviceTile out) {
        workspace.launch(new MatrixPrograms.Gram(
                rows(x),
                rows(z),
                x.features().columns(),
                Power.of(covariance.zeta()),
                new MatrixPrograms.WeightedSum(weight, out.values(), out.columns())));
    }

    private static MatrixPrograms.Rows rows(Operand side) {
        DeviceFeatures f = side.features();
        return new MatrixPrograms.Rows(
                f.values(), side.norms(), f.order(), side.rows().from(), side.count());
    }

    @Override
    public long gramBytes(int rows, int others, int columns) {
        return 0;
    }

    @Override
    public void syrk(WeightedRows rows, Doubles matrix, Doubles right) {
        int size = rows.phi().columns();
        try (Frame frame = workspace.frame()) {
            MatrixPrograms.Selection selection =
                    new MatrixPrograms.Selection(rows.phi().values(), frame.upload(rows.index()));
            Doubles weight = frame.upload(rows.weight());
            Doubles y = frame.upload(rows.weighted(rows.weight()));
            workspace.launch(new MatrixPrograms.Accumulate(rows.count(), size, selection, weight, matrix));
            workspace.launch(new RowPrograms.RightSides(rows.count(), size, rows.targets(), selection, y, right));
        }
    }

    /** The product with the columns before a strip is subtracted, then the triangle on the diagonal solved by rows. */
    @Override
    public void solve(int m, int n, DeviceMatrix l, DeviceMatrix b) {
        for (int j = 0; j < n; j += RowPrograms.BLOCK) {
            int width = Math.min(RowPrograms.BLOCK, n - j);
            DeviceMatrix strip = at(b, 0, j);
            if (j > 0) {
                workspace.launch(new MatrixPrograms.Subtract(m, width, j, b, at(l, j, 0), strip));
            }
            workspace.launch(new RowPrograms.Solve(m, width, at(l, j, j), strip));
        }
    }

    /** The part of a matrix from a row and a column on. */
    private static DeviceMatrix at(DeviceMatrix a, int row, int column) {
        return new DeviceMatrix(a.buffer(), a.offset() + (long) row * a.stride() + column, a.stride());
    }

    /** Subtracts from zeros: the sign is −1. */
    @Override
    public double multiply(int m, int n, int k, DeviceMatrix a, DeviceMatrix b, Doubles out) {
        workspace.device().fill(out.buffer(), 0, 8L * m * n);
        workspace.launch(new MatrixPrograms.Subtract(m, n, k, a, b, new DeviceMatrix(out.buffer(), 0, n)));
        return -1;
    }

    @Override
    public boolean combine(DeviceTile a, DeviceFeatures z, Doubles out) {
        return false;
    }
}
