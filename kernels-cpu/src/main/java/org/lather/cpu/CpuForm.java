package org.lather.cpu;

import java.util.SortedMap;
import java.util.TreeMap;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.Ledger;

/**
 * Linear or quadratic forms whose coefficients are stored like features: the matrix of a quadratic form as one row for
 * each feature, the vector of a linear one as a single row. So a matrix is packed as representatives are.
 */
final class CpuForm implements Form {
    private final int degree;
    private final int columns;
    private final boolean anyCenter;
    private final SortedMap<Integer, CpuFeatures> coefficients = new TreeMap<>();

    /** Uses the arrays of the block without a copy. */
    CpuForm(FormBlock block, Ledger ledger, FreeList free) {
        this.degree = block.degree();
        this.columns = block.columns();
        this.anyCenter = block.anyCenter();
        int rows = degree == 1 ? 1 : columns;
        block.coefficients()
                .forEach((element, values) -> coefficients.put(
                        element, new CpuFeatures(new FeatureBlock(values, columns, new int[rows]), ledger, free)));
    }

    @Override
    public int columns() {
        return columns;
    }

    boolean linear() {
        return degree == 1;
    }

    /** Whether one form is for centres of any element. */
    boolean anyCenter() {
        return anyCenter;
    }

    /** The coefficients by element, those for any centre under {@link FormBlock#ANY}. */
    SortedMap<Integer, CpuFeatures> coefficients() {
        return coefficients;
    }

    @Override
    public void close() {
        coefficients.values().forEach(CpuFeatures::close);
    }
}
