package org.lather.cpu;

import java.util.Arrays;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.EquivariantLayout;
import org.lather.math.ClebschGordan;

/**
 * The data shared by all environments when two densities are coupled to order λ: for each block (l1, l2) the
 * coefficients, with sign and weight, by M and m1, and the columns that are wanted of it. Immutable.
 */
@SuppressWarnings("ArrayRecordComponent") // read-only tables
final class EquivariantPlan {
    final Descriptor.LambdaSoap descriptor;
    final Channels channels;
    final EquivariantLayout layout;
    final Block[] blocks;
    /** The columns of a row, and the rows of an environment. */
    final int columns;

    final int components;
    /** The largest 2 l1 + 1. */
    final int rows;

    /**
     * Terms k from begin[M (2 l1 + 1) + m1] to the next begin: value[k] times row m2[k] of the coefficients of l2.
     *
     * @param column where the block's columns begin in a row as stored
     * @param q1 of the wanted columns, where not all are; else empty
     * @param q2 of the wanted columns
     * @param factor of the wanted columns, over that of the terms
     */
    record Block(
            EquivariantLayout.Block place,
            int[] begin,
            int[] m2,
            double[] value,
            int column,
            int[] q1,
            int[] q2,
            double[] factor) {
        int rows() {
            return 2 * place.l1() + 1;
        }
    }

    EquivariantPlan(Descriptor.LambdaSoap descriptor, Channels channels) {
        this.descriptor = descriptor;
        this.channels = channels;
        layout = descriptor.layout(channels);
        columns = descriptor.columns(channels);
        components = descriptor.components();
        blocks = new Block[layout.blocks().size()];
        int most = 1;
        int column = 0;
        for (int b = 0; b < blocks.length; b++) {
            Block block = block(layout.blocks().get(b), column);
            blocks[b] = block;
            column += descriptor.wanted().isAll() ? block.place().size() : block.q1().length;
            most = Math.max(most, block.rows());
        }
        rows = most;
    }

    private Block block(EquivariantLayout.Block place, int column) {
        ClebschGordan coefficients = ClebschGordan.of(place.l1(), place.l2(), descriptor.lambda());
        int rows = 2 * place.l1() + 1;
        int size = coefficients.entries().size();
        int[] begin = new int[components * rows + 1];
        int[] m2 = new int[size];
        double[] value = new double[size];
        int k = 0;
        // sorted by M, m1, m2
        for (ClebschGordan.Entry e : coefficients.entries()) {
            begin[(e.m() + descriptor.lambda()) * rows + e.m1() + place.l1() + 1]++;
            m2[k] = e.m2() + place.l2();
            value[k++] = descriptor.sigma() * Math.sqrt(2) * e.value();
        }
        for (int i = 1; i < begin.length; i++) {
            begin[i] += begin[i - 1];
        }
        return wanted(place, begin, m2, value, column);
    }

    private Block wanted(EquivariantLayout.Block place, int[] begin, int[] m2, double[] value, int column) {
        Columns wanted = descriptor.wanted();
        int[] q1 = new int[wanted.isAll() ? 0 : place.size()];
        int[] q2 = new int[q1.length];
        double[] factor = new double[q1.length];
        int found = 0;
        if (!wanted.isAll()) {
            int[] places = wanted.places();
            for (int a = 0; a < layout.channels(); a++) {
                for (int b = EquivariantLayout.firstPartner(place, a); b < layout.channels(); b++) {
                    if (Arrays.binarySearch(places, layout.place(place, a, b)) >= 0) {
                        q1[found] = a;
                        q2[found] = b;
                        factor[found++] = EquivariantLayout.weight(place, a, b) / Math.sqrt(2);
                    }
                }
            }
        }
        return new Block(
                place,
                begin,
                m2,
                value,
                column,
                Arrays.copyOf(q1, found),
                Arrays.copyOf(q2, found),
                Arrays.copyOf(factor, found));
    }
}
