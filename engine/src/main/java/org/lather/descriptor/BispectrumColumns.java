package org.lather.descriptor;

import java.util.Arrays;

/**
 * Maps stored columns of the bispectrum to those of featomic: for l1 ≤ l2 ≤ l3 all (q1, q2, q3), without weights. Of a
 * selection only the stored columns.
 */
final class BispectrumColumns {
    private final BispectrumLayout.Product[] products;
    private final int[] index;
    private final double[] factor;
    private int filled;

    BispectrumColumns(Descriptor.Bispectrum descriptor, int elements) {
        int q = elements * descriptor.expansion().basis().radialSize();
        BispectrumLayout layout =
                BispectrumLayout.of(descriptor.expansion().basis().maxAngular(), descriptor.sigma(), q);
        Columns wanted = descriptor.wanted();
        int size = wanted.isAll()
                ? Math.multiplyExact(layout.triples().size(), Math.multiplyExact(q * q, q))
                : wanted.count(layout.size());
        products = new BispectrumLayout.Product[size];
        index = new int[size];
        factor = new double[size];
        if (wanted.isAll()) {
            all(layout);
        } else {
            Arrays.setAll(products, k -> layout.product(wanted.place(k)));
            Arrays.setAll(index, k -> k);
            Arrays.setAll(factor, k -> 1 / products[k].weight());
        }
    }

    private void all(BispectrumLayout layout) {
        int q = layout.channels();
        for (BispectrumLayout.Triple t : layout.triples()) {
            for (int q1 = 0; q1 < q; q1++) {
                for (int q2 = 0; q2 < q; q2++) {
                    for (int q3 = 0; q3 < q; q3++) {
                        add(layout, new BispectrumLayout.Product(t, q1, q2, q3));
                    }
                }
            }
        }
    }

    private void add(BispectrumLayout layout, BispectrumLayout.Product product) {
        BispectrumLayout.Product stored = layout.stored(product);
        int place = layout.place(stored);
        products[filled] = product;
        if (place >= 0) {
            index[filled] = place;
            factor[filled] = layout.sign(product) / stored.weight();
        } // otherwise a product that is zero for every environment: factor 0
        filled++;
    }

    int size() {
        return products.length;
    }

    BispectrumLayout.Product product(int k) {
        return products[k];
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
