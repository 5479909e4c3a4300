package org.lather.descriptor;

import java.util.Arrays;

/**
 * Maps stored columns of λ-SOAP to those of featomic: for l1 ≤ l2 all (q1, q2) in both orders, without weights. Of a
 * selection only the stored columns.
 */
final class EquivariantColumns {
    private final int[] l1;
    private final int[] l2;
    private final int[] q1;
    private final int[] q2;
    private final int[] index;
    private final double[] factor;
    private int filled;

    EquivariantColumns(Descriptor.LambdaSoap descriptor, int elements) {
        int channels = elements * descriptor.expansion().basis().radialSize();
        EquivariantLayout layout = EquivariantLayout.of(
                descriptor.expansion().basis().maxAngular(), descriptor.lambda(), descriptor.sigma(), channels);
        Columns wanted = descriptor.wanted();
        int[] stored = new int[layout.size()];
        if (!wanted.isAll()) {
            Arrays.fill(stored, -1);
            for (int k = 0; k < wanted.count(layout.size()); k++) {
                stored[wanted.place(k)] = k;
            }
        } else {
            Arrays.setAll(stored, k -> k);
        }
        int size = wanted.isAll()
                ? Math.multiplyExact(layout.blocks().size(), channels * channels)
                : wanted.count(layout.size());
        l1 = new int[size];
        l2 = new int[size];
        q1 = new int[size];
        q2 = new int[size];
        index = new int[size];
        factor = new double[size];
        for (EquivariantLayout.Block b : layout.blocks()) {
            for (int a = 0; a < channels; a++) {
                for (int c = 0; c < channels; c++) {
                    add(descriptor, layout, b, new Pair(a, c), stored);
                }
            }
        }
    }

    /** The channels q1 and q2 of the two factors of a product. */
    private record Pair(int q1, int q2) {}

    /** @param stored the index in the stored row of each place of the layout, −1 if it is not selected */
    private void add(
            Descriptor.LambdaSoap descriptor,
            EquivariantLayout layout,
            EquivariantLayout.Block b,
            Pair pair,
            int[] stored) {
        int a = pair.q1();
        int c = pair.q2();
        boolean kept = c >= EquivariantLayout.firstPartner(b, a);
        if (!descriptor.wanted().isAll() && (!kept || stored[layout.place(b, a, c)] < 0)) {
            return;
        }
        l1[filled] = b.l1();
        l2[filled] = b.l2();
        q1[filled] = a;
        q2[filled] = c;
        if (kept) {
            index[filled] = stored[layout.place(b, a, c)];
            factor[filled] = 1 / EquivariantLayout.weight(b, a, c);
        } else if (a != c) {
            index[filled] = stored[layout.place(b, c, a)];
            factor[filled] = descriptor.sigma() / EquivariantLayout.weight(b, c, a);
        } // otherwise a product that is zero for every environment: factor 0
        filled++;
    }

    int size() {
        return index.length;
    }

    int l1(int k) {
        return l1[k];
    }

    int l2(int k) {
        return l2[k];
    }

    int q1(int k) {
        return q1[k];
    }

    int q2(int k) {
        return q2[k];
    }

    /** The index in the stored row, for each column of featomic. */
    int[] index() {
        return index;
    }

    /** The factor of the stored value, for each column of featomic. */
    double[] factor() {
        return factor;
    }
}
