package org.lather.electrons;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import org.lather.execution.DeviceWorkers;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomicFile;

/**
 * Writes densities on a uniform grid to Gaussian cube files, in electrons per bohr³ at points in bohr, plane by plane:
 * x is the slowest index, z the fastest. The planes of a few x at a time are computed by several threads.
 */
public final class CubeWriter implements AutoCloseable {
    private static final int LARGEST_POINTS = 100_000;

    /** Points of a plane, which a thread has in memory, as numbers and as text. */
    private static final int LARGEST_PLANE = 10_000_000;

    private final double spacing;
    private final double margin;
    private final int threads;
    private final DeviceWorkers workers;

    /**
     * Prepares files.
     *
     * @param spacing distance of grid points in Å
     * @param margin least distance between atoms and the faces of the grid, in Å
     * @param threads number of threads, at least 1
     * @throws IllegalArgumentException if the spacing is not positive or the margin negative
     */
    public CubeWriter(double spacing, double margin, int threads) {
        if (!(spacing > 0) || !(margin >= 0) || Double.isInfinite(spacing + margin)) {
            throw new IllegalArgumentException("expected a positive distance of grid points and a margin of 0 or more,"
                    + " got " + spacing + " and " + margin);
        }
        this.spacing = spacing;
        this.margin = margin;
        this.threads = threads;
        this.workers = new DeviceWorkers(threads);
    }

    /**
     * A uniform grid.
     *
     * @param origin first point in bohr
     * @param points number of points in x, y and z
     * @param step distance of points in bohr
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    public record Grid(double[] origin, int[] points, double step) {}

    /**
     * Returns the grid of a structure, which has a point at the centre of its box.
     *
     * @throws IllegalArgumentException if it would have more than 100,000 points in a direction, or 10,000,000 in a
     *     plane
     */
    public Grid grid(Structure s) {
        double[] r = AuxiliaryBasis.bohr(s);
        double step = spacing / AuxiliaryBasis.BOHR;
        double[] origin = new double[3];
        int[] points = new int[3];
        for (int a = 0; a < 3; a++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < s.size(); i++) {
                low = Math.min(low, r[3 * i + a]);
                high = Math.max(high, r[3 * i + a]);
            }
            double half = (0.5 * (high - low) + margin / AuxiliaryBasis.BOHR) / step;
            if (half > LARGEST_POINTS / 2) {
                throw new IllegalArgumentException(s.place() + "expected a grid of at most " + LARGEST_POINTS
                        + " points in a direction, got more: use a larger distance of points");
            }
            int more = (int) Math.ceil(half);
            points[a] = 2 * more + 1;
            origin[a] = 0.5 * (low + high) - more * step;
        }
        if ((long) points[1] * points[2] > LARGEST_PLANE) {
            throw new IllegalArgumentException(s.place() + "expected a grid of at most " + LARGEST_PLANE
                    + " points in a plane, got " + points[1] + " x " + points[2]
                    + ": use a larger distance of points");
        }
        return new Grid(origin, points, step);
    }

    /**
     * Writes the density of a structure. The file appears under its name when it is complete, or not at all.
     *
     * @return ∫ ρ over the grid, a number of electrons
     * @throws IOException if it cannot be written
     */
    public double write(Path file, AuxiliaryBasis basis, DensityPrediction p) throws IOException {
        Grid grid = grid(p.structure());
        DensityValues values = new DensityValues(basis, p.structure(), p.coefficients());
        double[] sum = new double[1];
        AtomicFile.write(file, out -> {
            out.write(head(grid, p.structure()).getBytes(StandardCharsets.US_ASCII));
            sum[0] = planes(grid, values, out);
        });
        return sum[0] * grid.step() * grid.step() * grid.step();
    }

    /**
     * Returns ∫ |ρ| over the grid of a structure, such as that of the error of a density.
     *
     * @param coefficients of all functions, in bohr^(−3/2)
     */
    public double absolute(AuxiliaryBasis basis, Structure s, double[] coefficients) {
        Grid grid = grid(s);
        DensityValues values = new DensityValues(basis, s, coefficients);
        double total = 0;
        for (int x = 0; x < grid.points()[0]; x += threads) {
            for (Future<double[]> f : planes(grid, values, x)) {
                for (double v : DeviceWorkers.await(f)) {
                    total += Math.abs(v);
                }
            }
        }
        return total * grid.step() * grid.step() * grid.step();
    }

    /** The head of a file; its second line is in the words by which ASE knows the order of the axes. */
    private static String head(Grid grid, Structure s) {
        StringBuilder text = new StringBuilder();
        text.append("electron density by Lather, electrons/bohr^3, lengths in bohr\n")
                .append("OUTER LOOP: X, MIDDLE LOOP: Y, INNER LOOP: Z\n");
        line(text, s.size(), grid.origin());
        for (int a = 0; a < 3; a++) {
            double[] vector = new double[3];
            vector[a] = grid.step();
            line(text, grid.points()[a], vector);
        }
        double[] r = AuxiliaryBasis.bohr(s);
        for (int i = 0; i < s.size(); i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%5d %11.6f %11.6f %11.6f %11.6f\n",
                    s.atomicNumber(i),
                    (double) s.atomicNumber(i),
                    r[3 * i],
                    r[3 * i + 1],
                    r[3 * i + 2]));
        }
        return text.toString();
    }

    private static void line(StringBuilder to, int count, double[] vector) {
        to.append(String.format(Locale.ROOT, "%5d %17.12f %17.12f %17.12f\n", count, vector[0], vector[1], vector[2]));
    }

    private double planes(Grid grid, DensityValues values, OutputStream out) throws IOException {
        int ny = grid.points()[1];
        int nz = grid.points()[2];
        double total = 0;
        for (int x = 0; x < grid.points()[0]; x += threads) {
            for (Future<double[]> f : planes(grid, values, x)) {
                double[] plane = DeviceWorkers.await(f);
                total += write(plane, ny, nz, out);
            }
        }
        return total;
    }

    /** Computes the next planes from x on, one by each thread. */
    private List<Future<double[]>> planes(Grid grid, DensityValues values, int x) {
        List<Future<double[]>> planes = new ArrayList<>();
        for (int t = 0; t < threads && x + t < grid.points()[0]; t++) {
            int plane = x + t;
            planes.add(workers.submit(t, () -> plane(grid, values, plane)));
        }
        return planes;
    }

    private static double[] plane(Grid grid, DensityValues values, int x) {
        int ny = grid.points()[1];
        int nz = grid.points()[2];
        double[] out = new double[Math.multiplyExact(ny, nz)];
        double[] line = new double[nz];
        double[] step = {0, 0, grid.step()};
        for (int y = 0; y < ny; y++) {
            double[] first = {grid.origin()[0] + x * grid.step(), grid.origin()[1] + y * grid.step(), grid.origin()[2]};
            values.line(first, step, line);
            System.arraycopy(line, 0, out, y * nz, nz);
        }
        return out;
    }

    private static double write(double[] plane, int ny, int nz, OutputStream out) throws IOException {
        double sum = 0;
        StringBuilder text = new StringBuilder(14 * plane.length + ny);
        for (int y = 0; y < ny; y++) {
            for (int z = 0; z < nz; z++) {
                double v = plane[y * nz + z];
                sum += v;
                text.append(' ').append(CubeNumber.text(v));
                if (z % 6 == 5 || z == nz - 1) {
                    text.append('\n');
                }
            }
        }
        out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        return sum;
    }

    @Override
    public void close() {
        workers.close();
    }
}
