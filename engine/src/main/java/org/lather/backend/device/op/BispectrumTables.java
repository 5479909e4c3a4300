package org.lather.backend.device.op;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.Owned;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.BispectrumPrograms;
import org.lather.backend.device.program.Coefficients;
import org.lather.backend.device.program.Reals;
import org.lather.density.Channels;
import org.lather.descriptor.BispectrumLayout;
import org.lather.descriptor.Descriptor;
import org.lather.math.ClebschGordan;

/**
 * The tables of the program {@code bispectrum}: the terms of each triple of orders, and the indices of the selected
 * columns.
 */
final class BispectrumTables implements AutoCloseable {
    private final int columns;
    /** The number of channels Q. */
    private final int channelCount;

    /** The number of coefficients of an environment. */
    private final int size;

    private final List<Allocation> tables = new ArrayList<>();

    BispectrumTables(Workspace workspace, Descriptor.Bispectrum descriptor, Channels channels) {
        BispectrumLayout layout = descriptor.layout(channels);
        columns = descriptor.columns(channels);
        channelCount = layout.channels();
        size = descriptor.expansion().basis().angularSize() * channelCount;
        int[] begin = new int[layout.triples().size() + 1];
        List<int[]> orders = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int b = 0; b < layout.triples().size(); b++) {
            BispectrumLayout.Triple t = layout.triples().get(b);
            ClebschGordan coupling = ClebschGordan.of(t.l1(), t.l2(), t.l3());
            double factor = t.factor() * coupling.sign();
            for (ClebschGordan.Entry e : coupling.entries()) {
                orders.add(new int[] {
                    t.l1() * t.l1() + t.l1() + e.m1(),
                    t.l2() * t.l2() + t.l2() + e.m2(),
                    t.l3() * t.l3() + t.l3() + e.m()
                });
                values.add(factor * e.value());
            }
            begin[b + 1] = values.size();
        }
        int[] places = new int[columns];
        for (int k = 0; k < columns; k++) {
            places[k] = descriptor.wanted().place(k);
        }
        Owned.orClose(
                () -> {
                    tables.add(workspace.allocate("tables", begin));
                    for (int factor = 0; factor < 3; factor++) {
                        int which = factor;
                        tables.add(workspace.allocate(
                                "tables",
                                orders.stream().mapToInt(o -> o[which]).toArray()));
                    }
                    tables.add(workspace.allocate(
                            "tables",
                            values.stream().mapToDouble(Double::doubleValue).toArray()));
                    tables.add(workspace.allocate("tables", places));
                },
                this::close);
    }

    /**
     * Couples the coefficients of some environments.
     *
     * @param first the row of {@code out} of the first of them
     */
    void couple(Workspace workspace, ExpandedPairs expanded, int first, Reals out) {
        workspace.launch(new BispectrumPrograms.Couple(
                new Coefficients(expanded.environments(), expanded.coefficients(), size, channelCount),
                new BispectrumPrograms.Terms(
                        tables.get(0).ints(),
                        tables.get(1).ints(),
                        tables.get(2).ints(),
                        tables.get(3).ints(),
                        tables.get(4).doubles()),
                columns,
                tables.get(5).ints(),
                first,
                out));
    }

    @Override
    public void close() {
        tables.forEach(Allocation::close);
        tables.clear();
    }
}
