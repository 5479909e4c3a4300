package org.lather.backend.device.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.Owned;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.Coefficients;
import org.lather.backend.device.program.Ints;
import org.lather.backend.device.program.Reals;
import org.lather.backend.device.program.TensorPrograms;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.EquivariantLayout;
import org.lather.math.ClebschGordan;

/**
 * The tables of the program {@code tensors}: coefficients by block and M, and the block and (q1, q2) of each selected
 * column.
 */
final class EquivariantTables implements AutoCloseable {
    private final int components;
    private final int columns;
    /** The number of channels Q. */
    private final int channelCount;

    /** The number of coefficients of an environment. */
    private final int size;

    private final List<Allocation> tables = new ArrayList<>();

    EquivariantTables(Workspace workspace, Descriptor.LambdaSoap descriptor, Channels channels) {
        EquivariantLayout layout = descriptor.layout(channels);
        components = descriptor.components();
        columns = descriptor.columns(channels);
        channelCount = layout.channels();
        size = descriptor.expansion().basis().angularSize() * channelCount;
        Owned.orClose(
                () -> {
                    terms(workspace, descriptor, layout);
                    columns(workspace, descriptor, layout);
                },
                this::close);
    }

    private void terms(Workspace workspace, Descriptor.LambdaSoap descriptor, EquivariantLayout layout) {
        List<EquivariantLayout.Block> blocks = layout.blocks();
        int[] begin = new int[blocks.size() * components + 1];
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        for (int b = 0; b < blocks.size(); b++) {
            int l1 = blocks.get(b).l1();
            int l2 = blocks.get(b).l2();
            // sorted by M
            for (ClebschGordan.Entry e :
                    ClebschGordan.of(l1, l2, descriptor.lambda()).entries()) {
                begin[b * components + e.m() + descriptor.lambda() + 1]++;
                first.add(l1 * l1 + l1 + e.m1());
                second.add(l2 * l2 + l2 + e.m2());
                values.add(descriptor.sigma() * e.value());
            }
        }
        for (int i = 1; i < begin.length; i++) {
            begin[i] += begin[i - 1];
        }
        tables.add(workspace.allocate("tables", begin));
        tables.add(workspace.allocate(
                "tables", first.stream().mapToInt(Integer::intValue).toArray()));
        tables.add(workspace.allocate(
                "tables", second.stream().mapToInt(Integer::intValue).toArray()));
        tables.add(workspace.allocate(
                "tables", values.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    private void columns(Workspace workspace, Descriptor.LambdaSoap descriptor, EquivariantLayout layout) {
        int[] block = new int[columns];
        int[] first = new int[columns];
        int[] second = new int[columns];
        double[] weight = new double[columns];
        Columns wanted = descriptor.wanted();
        int[] places = wanted.places();
        int found = 0;
        for (int b = 0; b < layout.blocks().size(); b++) {
            EquivariantLayout.Block place = layout.blocks().get(b);
            for (int q1 = 0; q1 < layout.channels(); q1++) {
                for (int q2 = EquivariantLayout.firstPartner(place, q1); q2 < layout.channels(); q2++) {
                    if (wanted.isAll() || Arrays.binarySearch(places, layout.place(place, q1, q2)) >= 0) {
                        block[found] = b;
                        first[found] = q1;
                        second[found] = q2;
                        weight[found++] = EquivariantLayout.weight(place, q1, q2);
                    }
                }
            }
        }
        tables.add(workspace.allocate("tables", block));
        tables.add(workspace.allocate("tables", first));
        tables.add(workspace.allocate("tables", second));
        tables.add(workspace.allocate("tables", weight));
    }

    /**
     * Couples the coefficients of some environments.
     *
     * @param first the place of the first among those of {@code out}
     */
    void couple(Workspace workspace, ExpandedPairs expanded, int first, Reals out) {
        workspace.launch(new TensorPrograms.Couple(
                new Coefficients(expanded.environments(), expanded.coefficients(), size, channelCount),
                components,
                new TensorPrograms.Terms(
                        ints(0), ints(1), ints(2), tables.get(3).doubles()),
                new TensorPrograms.Columns(
                        columns, ints(4), ints(5), ints(6), tables.get(7).doubles()),
                first,
                out));
    }

    private Ints ints(int table) {
        return tables.get(table).ints();
    }

    @Override
    public void close() {
        tables.forEach(Allocation::close);
        tables.clear();
    }
}
