package org.lather.backend.device.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceAlgebra.Product;
import org.lather.backend.device.DeviceAlgebra.SymmetricProduct;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.MatrixPrograms;
import org.lather.backend.device.program.Power;
import org.lather.backend.device.program.RowPrograms;
import org.lather.kernel.Covariance;

/**
 * Products by a vendor's library, in pieces: contiguous rows of doubles of one element in place, others gathered in
 * scratch memory as doubles. Empty matrices are left to device programs.
 */
record VendorProducts(Workspace workspace, DeviceAlgebra vendor) implements Products {
    @Override
    public void gram(Operand x, Operand z, Covariance covariance, double weight, DeviceTile out) {
        int columns = x.features().columns();
        MatrixPrograms.WeightedSum sum = new MatrixPrograms.WeightedSum(weight, out.values(), out.columns());
        try (Frame frame = workspace.frame()) {
            Pieces pieces = reserve(frame, x, z);
            for (int i = 0; i < x.count(); i += pieces.step) {
                Operand some = piece(x, i, pieces.step);
                DeviceMatrix left = matrix(some, pieces.left);
                for (int j = 0; j < z.count(); j += pieces.step) {
                    Operand few = piece(z, j, pieces.step);
                    int n = few.count();
                    DeviceMatrix product = new DeviceMatrix(pieces.product.buffer(), 0, n);
                    vendor.gemm(
                            new Product(false, true, some.count(), n, columns),
                            1,
                            left,
                            matrix(few, pieces.right),
                            0,
                            product);
                    boolean grouped = x.features().grouped();
                    workspace.launch(new MatrixPrograms.Covariance(
                            pieces.product,
                            places(some, grouped ? -1 : some.rows().first()),
                            places(few, few.rows().first()),
                            Power.of(covariance.zeta()),
                            sum));
                }
            }
        }
    }

    private static MatrixPrograms.Places places(Operand side, int first) {
        return new MatrixPrograms.Places(
                side.norms(), side.features().order(), side.rows().from(), first, side.count());
    }

    private static Operand piece(Operand side, int from, int step) {
        int count = Math.min(step, side.count() - from);
        return new Operand(side.features(), side.norms(), side.rows().piece(from, count));
    }

    /**
     * The scratch memory of all pieces, reserved before anything is added.
     *
     * @param step number of rows of either side in a piece
     * @param left room for gathered rows, empty where they are multiplied where they are
     * @param right room for gathered rows of the right side, likewise
     */
    private record Pieces(int step, Optional<Doubles> left, Optional<Doubles> right, Doubles product) {}

    private Pieces reserve(Frame frame, Operand x, Operand z) {
        RangeSize size = new RangeSize(step(x.count(), z.count(), x.features().columns()), "row");
        List<Pieces> out = new ArrayList<>();
        size.reserve(() -> out.add(frame.all(f -> {
            int step = size.size();
            long m = Math.min(step, x.count());
            long n = Math.min(step, z.count());
            return new Pieces(step, room(f, x, m), room(f, z, n), f.doubles(m * n));
        })));
        return out.get(0);
    }

    private static Optional<Doubles> room(Frame frame, Operand side, long rows) {
        DeviceFeatures f = side.features();
        return f.direct(side.rows()) ? Optional.empty() : Optional.of(frame.doubles(rows * f.columns()));
    }

    private static DeviceMatrix matrix(Operand rows, Optional<Doubles> room) {
        return rows.features().matrix(rows.rows(), room::orElseThrow);
    }

    /**
     * Returns the bytes of the scratch memory of products: rows of doubles are gathered where candidates are compared,
     * a chunk with another.
     */
    @Override
    public long gramBytes(int rows, int others, int columns) {
        int step = step(rows, others, columns);
        long m = Math.min(step, rows);
        long n = Math.min(step, others);
        long gathered = workspace.realBytes() == 8 ? 2 * Math.min(m, Range.OF_A_PROCESSOR) : m + n;
        return 8 * (gathered * columns + m * n);
    }

    private int step(int rows, int others, int columns) {
        long fits = workspace.budget().productBytes() / 2 / (8L * Math.max(1, columns));
        return (int) Math.max(1, Math.min(fits, Math.max(rows, others)));
    }

    @Override
    public void syrk(WeightedRows rows, Doubles matrix, Doubles right) {
        int size = rows.phi().columns();
        int count = rows.count();
        double[] roots = Arrays.stream(rows.weight()).map(Math::sqrt).toArray();
        try (Frame frame = workspace.frame()) {
            Doubles scaled = frame.doubles((long) count * size);
            Doubles y = frame.upload(rows.weighted(roots));
            workspace.launch(new RowPrograms.Scale(
                    count, size, rows.phi().values(), frame.upload(rows.index()), frame.upload(roots), scaled));
            DeviceMatrix phi = new DeviceMatrix(scaled.buffer(), 0, size);
            vendor.syrk(new SymmetricProduct(true, size, count), 1, phi, 1, new DeviceMatrix(matrix.buffer(), 0, size));
            // b += (W^1/2 y)ᵀ (W^1/2 Φ)
            int targets = rows.targets();
            DeviceMatrix weighted = new DeviceMatrix(y.buffer(), 0, targets);
            DeviceMatrix sums = new DeviceMatrix(right.buffer(), 0, size);
            vendor.gemm(new Product(true, false, targets, size, count), 1, weighted, phi, 1, sums);
        }
    }

    @Override
    public void solve(int m, int n, DeviceMatrix l, DeviceMatrix b) {
        if (m > 0 && n > 0) {
            vendor.trsm(false, true, m, n, l, b);
        }
    }

    @Override
    public double multiply(int m, int n, int k, DeviceMatrix a, DeviceMatrix b, Doubles out) {
        if (m == 0 || n == 0 || k == 0) {
            return new ProgramProducts(workspace).multiply(m, n, k, a, b, out);
        }
        vendor.gemm(new Product(false, true, m, n, k), 1, a, b, 0, new DeviceMatrix(out.buffer(), 0, n));
        return 1;
    }

    /** Multiplies rows of doubles in place, and others gathered as doubles, some at a time. */
    @Override
    public boolean combine(DeviceTile a, DeviceFeatures z, Doubles out) {
        int columns = z.columns();
        if (a.rows() == 0 || a.columns() == 0 || columns == 0) {
            return false;
        }
        DeviceFeatures.Range all = new DeviceFeatures.Range(0, z.rows(), 0);
        try (Frame frame = workspace.frame()) {
            if (z.direct(all)) {
                combine(a, 0, z.rows(), z.matrix(frame, all), columns, out);
                return true;
            }
            RangeSize size = new RangeSize(Math.min(z.rows(), step(a.rows(), z.rows(), columns)), "row");
            List<Doubles> room = new ArrayList<>();
            size.reserve(() -> room.add(frame.doubles((long) size.size() * columns)));
            for (int from = 0; from < z.rows(); from += size.size()) {
                int count = Math.min(size.size(), z.rows() - from);
                combine(a, from, count, z.matrix(all.piece(from, count), () -> room.get(0)), columns, out);
            }
        }
        return true;
    }

    /** Writes the product of some columns of a with as many rows of z, or adds it to that of the columns before. */
    private void combine(DeviceTile a, int from, int count, DeviceMatrix z, int columns, Doubles out) {
        vendor.gemm(
                new Product(false, false, a.rows(), columns, count),
                1,
                new DeviceMatrix(a.values().buffer(), from, a.columns()),
                z,
                from == 0 ? 0 : 1,
                new DeviceMatrix(out.buffer(), 0, columns));
    }
}
