package org.lather.backend.device.op;

import java.util.Map;
import java.util.Optional;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Range;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceAlgebra;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.Program;
import org.lather.backend.device.memory.Workspace;
import org.lather.kernel.Covariance;

/**
 * Features to covariances, element by element where only equal centres have one. Without a vendor's algebra products
 * and powers are one program; with it, the vendor multiplies piece by piece, rows of doubles where they are if those of
 * an element are one after another, others gathered in scratch memory as doubles.
 */
public final class Gram {
    /** TILE and SIDE² of the program. */
    private static final int TILE = 64;

    static final int GROUP = 256;

    private final Workspace workspace;

    public Gram(Workspace workspace) {
        this.workspace = workspace;
    }

    public void add(DeviceFeatures x, DeviceFeatures z, Covariance covariance, double weight, DeviceTile out) {
        add(x, x.norms(), z, z.norms(), covariance, weight, out);
    }

    /** The same with other norms, one a row. */
    void add(
            DeviceFeatures x,
            Buffer xNorms,
            DeviceFeatures z,
            Buffer zNorms,
            Covariance covariance,
            double weight,
            DeviceTile out) {
        Sides sides = new Sides(x, xNorms, z, zNorms);
        if (covariance.centers() == Covariance.Centers.ANY) {
            add(
                    sides,
                    new DeviceFeatures.Range(0, x.rows(), 0),
                    new DeviceFeatures.Range(0, z.rows(), 0),
                    covariance.zeta(),
                    weight,
                    out);
            return;
        }
        x.elements().forEach((element, rows) -> {
            DeviceFeatures.Range others = z.elements().get(element);
            if (others != null) {
                add(sides, rows, others, covariance.zeta(), weight, out);
            }
        });
    }

    private record Sides(DeviceFeatures x, Buffer xNorms, DeviceFeatures z, Buffer zNorms) {}

    private void add(
            Sides sides,
            DeviceFeatures.Range rows,
            DeviceFeatures.Range others,
            double zeta,
            double weight,
            DeviceTile out) {
        if (rows.count() == 0 || others.count() == 0) {
            return;
        }
        Optional<DeviceAlgebra> vendor = workspace.device().algebra();
        if (vendor.isPresent()) {
            pieces(vendor.get(), sides, rows, others, zeta, weight, out);
            return;
        }
        DeviceFeatures x = sides.x();
        DeviceFeatures z = sides.z();
        workspace.launchGroups(
                matrices(),
                "gram",
                tiles(rows.count()) * tiles(others.count()),
                GROUP,
                x.values(),
                sides.xNorms(),
                x.order(),
                Argument.of(rows.from()),
                Argument.of(rows.count()),
                z.values(),
                sides.zNorms(),
                z.order(),
                Argument.of(others.from()),
                Argument.of(others.count()),
                Argument.of(x.columns()),
                Argument.of(whole(zeta)),
                Argument.of(integer(zeta)),
                Argument.of(zeta),
                Argument.of(weight),
                out.values(),
                Argument.of(out.columns()));
    }

    /** Pieces of rows against pieces of others. */
    private void pieces(
            DeviceAlgebra vendor,
            Sides sides,
            DeviceFeatures.Range rows,
            DeviceFeatures.Range others,
            double zeta,
            double weight,
            DeviceTile out) {
        DeviceFeatures x = sides.x();
        DeviceFeatures z = sides.z();
        int columns = x.columns();
        int step = reserve(columns, rows, others);
        for (int i = 0; i < rows.count(); i += step) {
            DeviceFeatures.Range some = rows.piece(i, Math.min(step, rows.count() - i));
            int m = some.count();
            DeviceMatrix left = matrix(Workspace.Scratch.LEFT, x, some);
            for (int j = 0; j < others.count(); j += step) {
                DeviceFeatures.Range few = others.piece(j, Math.min(step, others.count() - j));
                int n = few.count();
                DeviceMatrix right = matrix(Workspace.Scratch.RIGHT, z, few);
                Buffer product = workspace.scratch(Workspace.Scratch.PRODUCT, 8L * m * n);
                vendor.gemm(false, true, m, n, columns, 1, left, right, 0, new DeviceMatrix(product, 0, n));
                workspace.launchElements(
                        matrices(),
                        "covariance",
                        m,
                        n,
                        product,
                        sides.xNorms(),
                        x.order(),
                        Argument.of(some.from()),
                        Argument.of(x.grouped() ? -1 : some.first()),
                        Argument.of(m),
                        sides.zNorms(),
                        z.order(),
                        Argument.of(few.from()),
                        Argument.of(few.first()),
                        Argument.of(n),
                        Argument.of(whole(zeta)),
                        Argument.of(integer(zeta)),
                        Argument.of(zeta),
                        Argument.of(weight),
                        out.values(),
                        Argument.of(out.columns()));
            }
        }
    }

    /** Whether rows can be multiplied where they are. */
    private boolean direct(DeviceFeatures.Range rows) {
        return workspace.realBytes() == 8 && rows.together();
    }

    /** Rows for the vendor: where they are, or gathered. */
    DeviceMatrix matrix(Workspace.Scratch use, DeviceFeatures f, DeviceFeatures.Range rows) {
        int columns = f.columns();
        return direct(rows)
                ? new DeviceMatrix(f.values(), (long) rows.first() * columns, columns)
                : new DeviceMatrix(gather(use, f, rows), 0, columns);
    }

    /**
     * What the scratch memory of products holds: rows of doubles are gathered where candidates are compared, a chunk
     * with another.
     */
    public long bytes(int rows, int others, int columns) {
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

    /** The scratch memory of all pieces, before anything is added: how many rows of either side a piece has. */
    private int reserve(int columns, DeviceFeatures.Range rows, DeviceFeatures.Range others) {
        int step = step(rows.count(), others.count(), columns);
        while (true) {
            try {
                long m = Math.min(step, rows.count());
                long n = Math.min(step, others.count());
                if (!direct(rows)) {
                    workspace.scratch(Workspace.Scratch.LEFT, 8 * m * columns);
                }
                if (!direct(others)) {
                    workspace.scratch(Workspace.Scratch.RIGHT, 8 * n * columns);
                }
                workspace.scratch(Workspace.Scratch.PRODUCT, 8 * m * n);
                return step;
            } catch (DeviceMemoryException e) {
                if (step == 1) {
                    throw e;
                }
                workspace.dropScratch();
                step = (step + 1) / 2;
            }
        }
    }

    /** Rows in the order of elements, or as they follow one another, as doubles. */
    private Buffer gather(Workspace.Scratch use, DeviceFeatures f, DeviceFeatures.Range rows) {
        Buffer out = workspace.scratch(use, 8L * rows.count() * f.columns());
        workspace.launchElements(
                workspace.program("features", Map.of("GROUP", Coupling.NORM_GROUP)),
                "gather",
                rows.count(),
                f.columns(),
                Argument.of(rows.count()),
                Argument.of(f.columns()),
                f.values(),
                f.order(),
                Argument.of(rows.from()),
                Argument.of(rows.first()),
                out);
        return out;
    }

    Program matrices() {
        return workspace.program("matrices", Map.of());
    }

    static int tiles(int count) {
        return (count + TILE - 1) / TILE;
    }

    /** ζ where repeated products are exact enough and cheap, else 0. */
    static int whole(double zeta) {
        return zeta == Math.rint(zeta) && zeta <= 64 ? (int) zeta : 0;
    }

    static int integer(double zeta) {
        return zeta == Math.rint(zeta) ? 1 : 0;
    }
}
