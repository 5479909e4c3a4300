package org.lather.backend.device.op;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Workspace;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/**
 * Rows of the derivative of K_NM: explicit derivatives of the features of some environments with respect to their
 * neighbours, multiplied at once with representatives of the same element, and summed over atoms and structures.
 * Derivatives are in scratch memory, for as many environments at a time as that holds.
 */
final class GradientRows {
    private static final long SCRATCH_BYTES = 256L << 20;
    /** Representatives that are multiplied at a time. */
    private static final int MOST_OTHERS = 1024;

    private final Workspace workspace;
    private final PullSums sums;
    private final Gram gram;
    private final ExpansionTables tables;
    private final Neighbourhoods.Loop loop;

    GradientRows(Workspace workspace, PullSums sums, Gram gram, ExpansionTables tables, Neighbourhoods.Loop loop) {
        this.workspace = workspace;
        this.sums = sums;
        this.gram = gram;
        this.tables = tables;
        this.loop = loop;
    }

    static long bytes(int columns, int representatives, int environments, int neighbours) {
        long others = Math.min(MOST_OTHERS, representatives);
        long all = environments * pairBytes(columns, columns, others) * (neighbours + 1);
        return Math.min(all, SCRATCH_BYTES) + 8 * others * columns + 8L * environments * representatives;
    }

    private static long pairBytes(int columns, int coefficients, long others) {
        return 24L * (columns + coefficients + others + 1) + 40;
    }

    /**
     * Arguments as {@link org.lather.backend.Gradients#rows}; x are the features of the range, cosines those with z.
     */
    void add(
            DeviceBatch batch,
            int from,
            int to,
            Descriptor descriptor,
            DeviceFeatures x,
            DeviceFeatures z,
            DeviceTile cosines,
            Covariance covariance,
            double weight,
            double[] factor,
            DeviceTile positions,
            DeviceTile strain) {
        Neighbourhoods all = tables.neighbourhoods(batch, from, to, loop);
        PullSums.Target target =
                new PullSums.Target(positions.values(), positions.columns(), strain.values(), strain.columns(), 0, 0);
        Call call = new Call(batch, from, descriptor, x, z, cosines, covariance, weight, factor, target);
        if (covariance.centers() == Covariance.Centers.ANY) {
            int[] places = IntStream.range(0, to - from).toArray();
            group(call, all, places, new DeviceFeatures.Range(0, z.rows()));
            return;
        }
        x.elements().keySet().forEach(element -> {
            DeviceFeatures.Range others = z.elements().get(element);
            if (others != null) {
                int[] places = IntStream.range(0, to - from)
                        .filter(i -> x.center(i) == element)
                        .toArray();
                group(call, all, places, others);
            }
        });
    }

    @SuppressWarnings("ArrayRecordComponent") // never leaves this class
    private record Call(
            DeviceBatch batch,
            int from,
            Descriptor descriptor,
            DeviceFeatures x,
            DeviceFeatures z,
            DeviceTile cosines,
            Covariance covariance,
            double weight,
            double[] factor,
            PullSums.Target target) {}

    /** Environments with the same representatives, as many at a time as scratch memory holds. */
    private void group(Call call, Neighbourhoods all, int[] places, DeviceFeatures.Range others) {
        for (int piece = 0; piece < others.count(); piece += MOST_OTHERS) {
            int width = Math.min(MOST_OTHERS, others.count() - piece);
            long room = SCRATCH_BYTES / pairBytes(call.z.columns(), tables.coefficients(), width);
            int done = 0;
            while (done < places.length) {
                int next = end(all, places, done, room);
                try {
                    block(call, all, Arrays.copyOfRange(places, done, next), others.piece(piece, width));
                    done = next;
                } catch (DeviceMemoryException e) {
                    if (next - done == 1) {
                        throw e;
                    }
                    workspace.dropScratch();
                    long pairs = 0;
                    for (int i = done; i < next; i++) {
                        pairs += all.pairs(places[i]);
                    }
                    room = pairs / 2;
                }
            }
        }
    }

    /** The last environment, exclusive, whose pairs have room; at least one. */
    private static int end(Neighbourhoods all, int[] places, int begin, long room) {
        long pairs = 0;
        int end = begin;
        while (end < places.length) {
            pairs += all.pairs(places[end]);
            if (pairs > room && end > begin) {
                break;
            }
            end++;
        }
        return end;
    }

    private void block(Call call, Neighbourhoods all, int[] places, DeviceFeatures.Range others) {
        Neighbourhoods pairs = all.select(places);
        int count = pairs.x().length;
        if (count == 0) {
            return;
        }
        int columns = call.z.columns();
        int width = others.count();
        int[] owners = new int[count];
        for (int e = 0; e < places.length; e++) {
            Arrays.fill(owners, pairs.starts()[e], pairs.starts()[e + 1], e);
        }
        double[] factors =
                Arrays.stream(places).mapToDouble(i -> call.factor[i]).toArray();
        int[] environments = Arrays.stream(places).map(i -> call.from + i).toArray();
        long rows = 3L * count;
        Buffer coefficients = tables.expand(workspace, pairs, loop);
        Buffer slopes = workspace.scratch(Workspace.Scratch.COEFFICIENT_SLOPES, 8 * rows * tables.pairCoefficients());
        tables.derive(workspace, "derive", pairs, loop, slopes);
        Buffer derivatives = workspace.scratch(Workspace.Scratch.DERIVATIVES, 8 * rows * columns);
        Buffer along = workspace.scratch(Workspace.Scratch.ALONG, 8 * rows);
        Buffer owner = workspace.scratch(Workspace.Scratch.OWNERS, owners);
        Buffer row = workspace.scratch(Workspace.Scratch.ROWS, places);
        workspace.launchGroups(
                workspace.program("coupling-gradient", PullBack.constants(call.descriptor, call.batch)),
                "derivatives",
                Math.toIntExact(rows),
                PullSums.GROUP,
                slopes,
                workspace.scratch(Workspace.Scratch.ELEMENTS, 0),
                owner,
                row,
                tables.weights(),
                coefficients,
                tables.factors(),
                call.x.values(),
                derivatives,
                along);
        DeviceMatrix right = gram.matrix(Workspace.Scratch.RIGHT, call.z, others);
        Buffer pulls = workspace.scratch(Workspace.Scratch.PULLS, 8 * rows * width);
        double sign = multiply((int) rows, width, columns, derivatives, right, pulls);
        double zeta = call.covariance.zeta();
        workspace.launchElements(
                sums.program(),
                "rowSlopes",
                rows,
                width,
                Argument.of(Math.toIntExact(rows)),
                Argument.of(width),
                Argument.of(sign),
                owner,
                row,
                workspace.scratch(Workspace.Scratch.FACTORS, factors),
                along,
                call.cosines.values(),
                call.x.norms(),
                call.z.norms(),
                call.z.order(),
                Argument.of(others.from()),
                Argument.of(call.cosines.columns()),
                Argument.of(Gram.whole(zeta)),
                Argument.of(Gram.integer(zeta)),
                Argument.of(zeta),
                Argument.of(call.weight),
                pulls);
        sums.add(call.batch, environments, pairs, pulls, width, call.z.order(), others.from(), call.target);
    }

    /** out [m][n] := sign a [m][k] b [n][k]ᵀ. */
    private double multiply(int m, int n, int k, Buffer a, DeviceMatrix b, Buffer out) {
        var vendor = workspace.device().algebra();
        if (vendor.isPresent() && k > 0) {
            vendor.get().gemm(false, true, m, n, k, 1, new DeviceMatrix(a, 0, k), b, 0, new DeviceMatrix(out, 0, n));
            return 1;
        }
        workspace.device().fill(out, 0, 8L * m * n);
        workspace.launchGroups(
                gram.matrices(),
                "subtract",
                Math.multiplyExact(Gram.tiles(m), Gram.tiles(n)),
                Gram.GROUP,
                Argument.of(m),
                Argument.of(n),
                Argument.of(k),
                a,
                Argument.of(0L),
                Argument.of(k),
                b.buffer(),
                Argument.of(b.offset()),
                Argument.of(b.stride()),
                out,
                Argument.of(0L),
                Argument.of(n));
        return -1;
    }
}
