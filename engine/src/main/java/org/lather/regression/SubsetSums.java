package org.lather.regression;

import java.util.ArrayList;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;

/** The sums of a fit to fewer columns, which are parts of the sums of all columns. */
final class SubsetSums implements GroupSums {
    private final NormalSums all;
    private final int[] columns;
    private final SumStorage storage;
    private final Backend backend;

    /** @param columns indices of the columns, ascending */
    SubsetSums(NormalSums all, int[] columns, SumStorage storage, Backend backend) {
        this.all = all;
        this.columns = columns;
        this.storage = storage;
        this.backend = backend;
    }

    @Override
    public RidgeSystem system(int group) {
        return new HostRidge(
                folds(group, 0),
                storage,
                backend.algebra().dense(),
                backend.resources().ledger());
    }

    @Override
    public RowTypeFits types(int group) {
        List<List<NormalEquations>> out = new ArrayList<>();
        for (int k = 0; k < all.kinds(group); k++) {
            out.add(folds(group, k));
        }
        return new SummedRowTypes(
                out, storage, backend.algebra().host(), backend.resources().ledger());
    }

    private List<NormalEquations> folds(int group, int kind) {
        List<NormalEquations> out = new ArrayList<>();
        for (NormalEquations n : all.onHost(group, kind)) {
            out.add(storage.stored(n.of(columns)));
        }
        return out;
    }
}
