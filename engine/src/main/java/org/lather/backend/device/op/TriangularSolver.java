package org.lather.backend.device.op;

import org.jspecify.annotations.Nullable;
import org.lather.backend.Shapes;
import org.lather.backend.Whitening;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;

/** Whitens rows, rows := rows · L⁻ᵀ, block by block. The factors of the last whitening stay on the device. */
public final class TriangularSolver implements AutoCloseable {
    private final Workspace workspace;
    private final Products products;
    private @Nullable Whitening last;
    private @Nullable Allocation factors;

    TriangularSolver(Workspace workspace, Products products) {
        this.workspace = workspace;
        this.products = products;
    }

    public void whiten(DeviceTile rows, Whitening whitening) {
        Shapes.whiten(rows, whitening);
        Buffer l = factors(whitening);
        long at = 0;
        for (Whitening.Block b : whitening.blocks()) {
            products.solve(
                    rows.rows(),
                    b.size(),
                    new DeviceMatrix(l, at, b.size()),
                    new DeviceMatrix(rows.values().buffer(), b.offset(), rows.columns()));
            at += (long) b.size() * b.size();
        }
    }

    private Buffer factors(Whitening whitening) {
        Allocation kept = factors;
        if (kept != null && whitening.equals(last)) {
            return kept.buffer();
        }
        close();
        long values = 0;
        for (Whitening.Block b : whitening.blocks()) {
            values += (long) b.size() * b.size();
        }
        Allocation fresh = workspace.allocate("factors", 8 * values);
        factors = fresh;
        long at = 0;
        for (Whitening.Block b : whitening.blocks()) {
            int count = b.size() * b.size();
            workspace.transfers().doubles(b.factor(), 0, count, fresh.buffer(), at);
            at += count;
        }
        last = whitening;
        return fresh.buffer();
    }

    @Override
    public void close() {
        last = null;
        Allocation kept = factors;
        factors = null;
        if (kept != null) {
            kept.close();
        }
    }
}
