package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Ledger;
import org.lather.backend.LowerTriangle;
import org.lather.backend.NormalEquations;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.RidgeSystem;

/** Fits to the sums of each row type and fold of one target, by factorisation. No row is visited again. */
final class SummedRowTypes implements RowTypeFits {
    private final SumStorage storage;
    private final DenseAlgebra algebra;
    private final Ledger ledger;
    private final int size;
    private final LowerTriangle work;
    private List<List<NormalEquations>> kinds;
    private long held;

    /**
     * @param kinds sums of each row type and fold, of one target; values first
     * @param storage of the triangle that is factored, and of the sums of all types
     * @param ledger counts the sums and the triangle until this is closed
     */
    SummedRowTypes(List<List<NormalEquations>> kinds, SumStorage storage, DenseAlgebra algebra, Ledger ledger) {
        this.kinds = kinds;
        this.storage = storage;
        this.algebra = algebra;
        this.ledger = ledger;
        this.size = kinds.get(0).get(0).size();
        this.held = storage.workBytes(size)
                + storage.heldBytes(size, 1)
                + storage.bufferBytes(size)
                + kinds.stream()
                        .flatMap(List::stream)
                        .mapToLong(NormalEquations::heldBytes)
                        .sum();
        ledger.add(held);
        this.work = storage.work(size);
    }

    /** Fits to some of the types, with the same triangle. */
    private SummedRowTypes(SummedRowTypes of, List<List<NormalEquations>> kinds) {
        this.kinds = kinds;
        this.storage = of.storage;
        this.algebra = of.algebra;
        this.ledger = of.ledger;
        this.size = of.size;
        this.work = of.work;
    }

    @Override
    public int types() {
        return kinds.size();
    }

    @Override
    public long rows(int type) {
        return kinds.get(type).stream().mapToLong(NormalEquations::rows).sum();
    }

    @Override
    public double squares(int type) {
        return kinds.get(type).stream().mapToDouble(n -> n.squares()[0]).sum();
    }

    @Override
    public double trace(int type) {
        return kinds.get(type).stream().mapToDouble(NormalEquations::trace).sum();
    }

    @Override
    public double[] errors(double[] mu) {
        double[] sums = new double[mu.length];
        int folds = kinds.get(0).size();
        for (int f = 0; f < folds; f++) {
            double[] right = new double[size];
            work.clear();
            for (int k = 0; k < mu.length; k++) {
                for (int other = 0; other < folds; other++) {
                    if (other != f) {
                        add(kinds.get(k).get(other), mu[k], right);
                    }
                }
            }
            try {
                double[] v = RidgeFit.factor(work, 1, algebra).solve(right);
                for (int k = 0; k < mu.length; k++) {
                    NormalEquations held = kinds.get(k).get(f);
                    sums[k] += held.rows() == 0 ? 0 : RidgeFit.squaredError(held, 0, v);
                }
            } catch (NotPositiveDefiniteException e) {
                Arrays.fill(sums, Double.POSITIVE_INFINITY);
                return sums;
            }
        }
        for (int k = 0; k < mu.length; k++) {
            sums[k] /= Math.max(1, rows(k));
        }
        return sums;
    }

    private void add(NormalEquations n, double factor, double[] right) {
        work.add(factor, n.matrix());
        for (int i = 0; i < right.length; i++) {
            right[i] += factor * n.right()[i];
        }
    }

    @Override
    public double[] weights(double[] mu) {
        work.clear();
        double[] right = new double[size];
        for (int k = 0; k < mu.length; k++) {
            double weight = mu[k];
            for (NormalEquations n : weight == 0 ? List.<NormalEquations>of() : kinds.get(k)) {
                add(n, weight, right);
            }
        }
        try {
            return RidgeFit.factor(work, 1, algebra).solve(right);
        } catch (NotPositiveDefiniteException e) {
            return new double[0];
        }
    }

    @Override
    public Products products(int type, double[] v) {
        work.clear();
        NormalEquations own = new NormalEquations(work, 1);
        kinds.get(type).forEach(own::merge);
        double product = 0;
        for (int i = 0; i < size; i++) {
            product += own.right()[i] * v[i];
        }
        // |y − p|² = |y|² − 2 y·p + |p|²
        return new Products(product, RidgeFit.squaredError(own, 0, v) - own.squares()[0] + 2 * product);
    }

    @Override
    public RowTypeFits without(int type) {
        List<List<NormalEquations>> others = new ArrayList<>(kinds);
        others.remove(type);
        return new SummedRowTypes(this, others);
    }

    @Override
    public RidgeSystem combined(double[] factors, boolean apart) {
        int folds = kinds.get(0).size();
        List<NormalEquations> sums = new ArrayList<>();
        for (int i = 0; i < (apart ? folds : 1); i++) {
            sums.add(storage.sums(size, 1));
        }
        for (int k = 0; k < factors.length; k++) {
            for (int f = 0; f < folds; f++) {
                sums.get(apart ? f : 0).merge(kinds.get(k).get(f), factors[k]);
            }
        }
        close();
        return new HostRidge(sums, storage, algebra, ledger);
    }

    @Override
    public void close() {
        ledger.remove(held);
        held = 0;
        kinds = List.of();
    }
}
