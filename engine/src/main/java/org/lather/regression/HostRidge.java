package org.lather.regression;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Ledger;
import org.lather.backend.LowerTriangle;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;

/** Ridge regressions on sums in host memory. */
public final class HostRidge implements RidgeSystem {
    private final List<NormalEquations> folds;
    private final NormalEquations total;
    private final LowerTriangle work;
    private final DenseAlgebra algebra;
    private final Ledger ledger;
    private final long bytes;
    private @Nullable RidgeFit fit;
    private int without = ALL;

    /**
     * @param folds at least one, of equal sizes; not changed
     * @param ledger counts the sums, their total and the factor until this is closed
     */
    public HostRidge(List<NormalEquations> folds, DenseAlgebra algebra, Ledger ledger) {
        this(folds, SumStorage.inMemory(), algebra, ledger);
    }

    /** @param storage of the total of several folds */
    HostRidge(List<NormalEquations> folds, SumStorage storage, DenseAlgebra algebra, Ledger ledger) {
        this.folds = List.copyOf(folds);
        this.algebra = algebra;
        this.ledger = ledger;
        int m = folds.get(0).size();
        int targets = folds.get(0).targets();
        long sums = folds.stream().mapToLong(NormalEquations::heldBytes).sum();
        bytes = sums + bytes(m, folds.size(), targets, storage);
        ledger.add(bytes);
        if (folds.size() == 1) {
            total = folds.get(0);
        } else {
            total = storage.sums(m, targets);
            folds.forEach(total::merge);
        }
        work = storage.work(m);
    }

    /** The number of bytes beside the sums of the folds: their total and the factor. */
    static long bytes(int size, int folds, int targets, SumStorage storage) {
        return storage.workBytes(size)
                + (folds == 1 ? 0 : storage.heldBytes(size, targets))
                + storage.bufferBytes(size);
    }

    @Override
    public int size() {
        return total.size();
    }

    @Override
    public int folds() {
        return folds.size();
    }

    @Override
    public long rows(int fold) {
        return folds.get(fold).rows();
    }

    @Override
    public double trace() {
        return total.trace();
    }

    @Override
    public double squares(int target) {
        return total.squares()[target];
    }

    @Override
    public void factor(int without, double lambda) {
        work.set(total.matrix());
        if (without != ALL) {
            work.add(-1, folds.get(without).matrix());
        }
        fit = null;
        fit = RidgeFit.factor(work, lambda, algebra);
        this.without = without;
    }

    private RidgeFit fit() {
        RidgeFit known = fit;
        if (known == null) {
            throw new IllegalStateException("expected a factorisation before this call, got none");
        }
        return known;
    }

    @Override
    public double[] solve(int target) {
        double[] right = RidgeFit.right(total, target);
        if (without != ALL) {
            double[] left = folds.get(without).right();
            for (int i = 0; i < right.length; i++) {
                right[i] -= left[target * right.length + i];
            }
        }
        return fit().solve(right);
    }

    @Override
    public double[] solve(boolean[] included, int target, double lambda) {
        double[] right = new double[size()];
        work.clear();
        for (int f = 0; f < folds.size(); f++) {
            if (included[f]) {
                work.add(1, folds.get(f).matrix());
                double[] own = folds.get(f).right();
                for (int i = 0; i < right.length; i++) {
                    right[i] += own[target * right.length + i];
                }
            }
        }
        fit = null;
        return RidgeFit.factor(work, lambda, algebra).solve(right);
    }

    @Override
    public double squaredError(int fold, int target, double[] v) {
        return RidgeFit.squaredError(folds.get(fold), target, v);
    }

    @Override
    public double[] triangle() {
        return fit().factor().packed();
    }

    @Override
    public void close() {
        ledger.remove(bytes);
    }
}
