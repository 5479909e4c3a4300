package org.lather.backend.device.op;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.lather.backend.Features;
import org.lather.backend.Owned;
import org.lather.backend.Precision;
import org.lather.backend.Shapes;
import org.lather.backend.device.DeviceMatrix;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.FeaturePrograms;
import org.lather.backend.device.program.Ints;
import org.lather.backend.device.program.Reals;

/**
 * Rows of features on the device, their norms, and their order by the element of the centre. Values are stored in the
 * order of the rows or, if grouped, in the order of elements; norms are always in the order of the rows.
 */
public final class DeviceFeatures implements Features {
    private final Workspace workspace;
    private final int[] centers;
    private final int columns;
    private final Allocation values;
    private final Allocation norms;
    private final Allocation order;
    private final SortedMap<Integer, Range> elements = new TreeMap<>();
    private final boolean grouped;
    private int[] places = {};

    /**
     * Places of the order.
     *
     * @param first the row of the first value if all values are contiguous, else −1
     */
    record Range(int from, int count, int first) {
        Range(int from, int count) {
            this(from, count, -1);
        }

        /** Whether the values are contiguous. */
        boolean together() {
            return first >= 0;
        }

        Range piece(int begin, int length) {
            return new Range(from + begin, length, together() ? first + begin : -1);
        }
    }

    /** Rows that are not yet written. */
    DeviceFeatures(Workspace workspace, int[] centers, int columns) {
        this(workspace, centers, columns, false);
    }

    /** @param grouped whether values are stored in the order of elements: nobody but {@link Gram} may use them */
    DeviceFeatures(Workspace workspace, int[] centers, int columns, boolean grouped) {
        this(
                workspace,
                centers,
                columns,
                grouped,
                workspace.allocate("features", (long) workspace.realBytes() * centers.length * columns));
    }

    /** @param v the values, which these features own from now on, and free if the constructor fails */
    DeviceFeatures(Workspace workspace, int[] centers, int columns, Allocation v) {
        this(workspace, centers, columns, false, v);
    }

    private DeviceFeatures(Workspace workspace, int[] centers, int columns, boolean grouped, Allocation v) {
        this.grouped = grouped;
        this.workspace = workspace;
        this.centers = centers;
        this.columns = columns;
        values = v;
        norms = Owned.orClose(() -> workspace.allocate("norms", 8L * centers.length), v::close);
        order = Owned.orClose(() -> workspace.allocate("order", sorted()), () -> {
            v.close();
            norms.close();
        });
    }

    /** The rows by element, those of one element in their order. */
    private int[] sorted() {
        SortedMap<Integer, Integer> counts = new TreeMap<>();
        for (int c : centers) {
            counts.merge(c, 1, Integer::sum);
        }
        SortedMap<Integer, Integer> next = new TreeMap<>();
        int at = 0;
        for (var e : counts.entrySet()) {
            next.put(e.getKey(), at);
            at += e.getValue();
        }
        int[] out = new int[centers.length];
        for (int i = 0; i < centers.length; i++) {
            out[next.merge(centers[i], 1, Integer::sum) - 1] = i;
        }
        counts.forEach((element, count) -> {
            int from = next.getOrDefault(element, 0) - count;
            boolean together = out[from + count - 1] - out[from] == count - 1;
            elements.put(element, new Range(from, count, grouped ? from : together ? out[from] : -1));
        });
        if (grouped) {
            places = new int[out.length];
            for (int i = 0; i < out.length; i++) {
                places[out[i]] = i;
            }
        }
        return out;
    }

    @Override
    public int rows() {
        return centers.length;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int center(int row) {
        return centers[row];
    }

    Reals values() {
        return values.reals();
    }

    /** Whether values are stored in the order of elements. */
    boolean grouped() {
        return grouped;
    }

    /** The positions of the values of some rows. */
    int[] places(int first, int count) {
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            out[i] = grouped ? places[first + i] : first + i;
        }
        return out;
    }

    Doubles norms() {
        return norms.doubles();
    }

    Ints order() {
        return order.ints();
    }

    /** The range of rows of each atomic number in the order of elements. */
    SortedMap<Integer, Range> elements() {
        return elements;
    }

    /** Whether rows are contiguous doubles. */
    boolean direct(Range rows) {
        return workspace.realBytes() == 8 && rows.together();
    }

    /** Rows in place, for a vendor's library. */
    private DeviceMatrix inPlace(Range rows) {
        return new DeviceMatrix(values.buffer(), (long) rows.first() * columns, columns);
    }

    /** Rows as doubles, in place or gathered in a frame. */
    DeviceMatrix matrix(Frame frame, Range rows) {
        return matrix(rows, () -> frame.doubles((long) rows.count() * columns));
    }

    /** Rows as doubles, in place or gathered in memory that is allocated only if needed. */
    DeviceMatrix matrix(Range rows, Supplier<Doubles> room) {
        if (direct(rows)) {
            return inPlace(rows);
        }
        Doubles out = room.get();
        workspace.launch(new FeaturePrograms.Gather(
                new FeaturePrograms.Extent(rows.count(), columns), values(), order(), rows.from(), rows.first(), out));
        return new DeviceMatrix(out.buffer(), 0, columns);
    }

    /**
     * Writes all values.
     *
     * @param from [row][column]
     */
    void upload(double[] from) {
        if (workspace.precision() == Precision.SINGLE) {
            workspace.transfers().floats(from, 0, from.length, values.buffer(), 0);
        } else {
            workspace.transfers().doubles(from, 0, from.length, values.buffer(), 0);
        }
    }

    @Override
    public void download(int from, int to, double[] out, int offset) {
        Shapes.rows(this, from, to);
        int count = Math.multiplyExact(to - from, columns);
        long first = (long) from * columns;
        if (workspace.precision() == Precision.SINGLE) {
            workspace.transfers().downloadFloats(values.buffer(), first, out, offset, count);
        } else {
            workspace.transfers().download(values.buffer(), first, out, offset, count);
        }
    }

    @Override
    public void close() {
        values.close();
        norms.close();
        order.close();
    }
}
