package org.lather.backend.reference;

import org.lather.backend.Accumulator;
import org.lather.backend.Ledger;
import org.lather.backend.NormalEquations;
import org.lather.backend.Shapes;
import org.lather.backend.Tile;

/** Accumulates normal equations row by row: A += w φ φᵀ, b += w φ y, yy += w y². */
final class ReferenceAccumulator implements Accumulator {
    private final NormalEquations sums;
    private final LedgerEntry entry;

    ReferenceAccumulator(NormalEquations start, Ledger ledger) {
        sums = new NormalEquations(start.size(), start.targets());
        sums.merge(start);
        entry = new LedgerEntry("accumulator", ledger, NormalEquations.bytes(start.size(), start.targets()));
    }

    @Override
    public void add(Tile phi, int rows, double[] weight, double[] targets) {
        entry.check();
        double[] rowsOfPhi = ReferenceBackend.own(phi, ReferenceTile.class).values();
        int size = sums.size();
        int count = sums.targets();
        Shapes.add(phi, size, count, rows, weight, targets);
        for (int r = 0; r < rows; r++) {
            if (weight[r] > 0) {
                addRow(rowsOfPhi, r * size, weight[r], targets, r * count);
            }
        }
    }

    private void addRow(double[] phi, int at, double weight, double[] targets, int firstTarget) {
        int size = sums.size();
        sums.matrix().forEachRow((i, values, offset) -> {
            double w = weight * phi[at + i];
            for (int j = 0; j <= i; j++) {
                values[offset + j] += w * phi[at + j];
            }
        });
        for (int i = 0; i < size; i++) {
            double w = weight * phi[at + i];
            for (int t = 0; t < sums.targets(); t++) {
                sums.right()[t * size + i] += w * targets[firstTarget + t];
            }
        }
        for (int t = 0; t < sums.targets(); t++) {
            double y = targets[firstTarget + t];
            sums.squares()[t] += weight * y * y;
        }
        sums.countRows(1);
    }

    @Override
    public NormalEquations download() {
        entry.check();
        return sums;
    }

    @Override
    public void close() {
        entry.release();
    }
}
