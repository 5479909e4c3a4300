package org.lather.backend.device.op;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Shapes;
import org.lather.backend.Whitening;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;

/**
 * rows := rows · L⁻ᵀ, block by block of a whitening. Without a vendor's algebra each block is solved in strips of
 * columns: the product with the columns before is subtracted, then the triangle on the diagonal solved row by row. The
 * factors of the last whitening stay on the device.
 */
public final class TriangularSolver implements AutoCloseable {
    /** BLOCK of the program: the columns of a strip. */
    private static final int STRIP = 32;

    private static final int GROUP = 64;

    private final Workspace workspace;
    private @Nullable Whitening last;
    private @Nullable Allocation factors;

    public TriangularSolver(Workspace workspace) {
        this.workspace = workspace;
    }

    public void whiten(DeviceTile rows, Whitening whitening) {
        Shapes.whiten(rows, whitening);
        Buffer l = factors(whitening);
        Optional<DeviceAlgebra> vendor = workspace.device().algebra();
        long at = 0;
        for (Whitening.Block b : whitening.blocks()) {
            if (vendor.isPresent() && b.size() > 0 && rows.rows() > 0) {
                vendor.get()
                        .trsm(
                                false,
                                true,
                                rows.rows(),
                                b.size(),
                                new DeviceMatrix(l, at, b.size()),
                                new DeviceMatrix(rows.values(), b.offset(), rows.columns()));
            } else {
                strips(rows, b, l, at);
            }
            at += (long) b.size() * b.size();
        }
    }

    private void strips(DeviceTile rows, Whitening.Block b, Buffer l, long at) {
        int m = rows.rows();
        for (int j = 0; j < b.size(); j += STRIP) {
            int n = Math.min(STRIP, b.size() - j);
            if (j > 0) {
                workspace.launchGroups(
                        workspace.program("matrices", Map.of()),
                        "subtract",
                        Gram.tiles(m),
                        Gram.GROUP,
                        Argument.of(m),
                        Argument.of(n),
                        Argument.of(j),
                        rows.values(),
                        Argument.of((long) b.offset()),
                        Argument.of(rows.columns()),
                        l,
                        Argument.of(at + (long) j * b.size()),
                        Argument.of(b.size()),
                        rows.values(),
                        Argument.of((long) b.offset() + j),
                        Argument.of(rows.columns()));
            }
            workspace.launchGroups(
                    workspace.doubleProgram("rows", Map.of("BLOCK", STRIP)),
                    "solve",
                    (m + GROUP - 1) / GROUP,
                    GROUP,
                    Argument.of(m),
                    Argument.of(n),
                    l,
                    Argument.of(at + (long) j * b.size() + j),
                    Argument.of(b.size()),
                    rows.values(),
                    Argument.of((long) b.offset() + j),
                    Argument.of(rows.columns()));
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
