package org.lather.regression;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.RidgeSystem;

/** Ridge regressions on sums in host memory. */
public final class HostRidge implements RidgeSystem {
    private final List<NormalEquations> folds;
    private final NormalEquations total;
    private final double[] work;
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
        this.folds = List.copyOf(folds);
        this.algebra = algebra;
        this.ledger = ledger;
        int m = folds.get(0).size();
        int targets = folds.get(0).targets();
        bytes = (folds.size() + 1) * NormalEquations.bytes(m, targets) + 8L * m * m;
        ledger.add(bytes);
        total = new NormalEquations(m, targets);
        folds.forEach(total::merge);
        work = new double[Math.multiplyExact(m, m)];
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
        int m = size();
        double[] a = total.matrix();
        if (without == ALL) {
            System.arraycopy(a, 0, work, 0, work.length);
        } else {
            double[] b = folds.get(without).matrix();
            for (int i = 0; i < m; i++) {
                for (int j = i * m; j <= i * m + i; j++) {
                    work[j] = a[j] - b[j];
                }
            }
        }
        fit = null;
        fit = RidgeFit.factor(work, m, lambda, algebra);
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
    public double squaredError(int fold, int target, double[] v) {
        return RidgeFit.squaredError(folds.get(fold), target, v);
    }

    @Override
    public double[] triangle() {
        fit();
        int m = size();
        double[] out = new double[Math.toIntExact((long) m * (m + 1) / 2)];
        for (int i = 0, at = 0; i < m; at += ++i) {
            System.arraycopy(work, i * m, out, at, i + 1);
        }
        return out;
    }

    @Override
    public void close() {
        ledger.remove(bytes);
    }
}
