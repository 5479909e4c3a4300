package org.lather.cpu;

import org.lather.backend.Coefficients;
import org.lather.density.DensityExpansion;

/** A promise: environments {@code from} to {@code to} are expanded when they are coupled. */
record CpuCoefficients(CpuBatch batch, int from, int to, DensityExpansion expansion) implements Coefficients {
    @Override
    public int environments() {
        return to - from;
    }

    @Override
    public void close() {}
}
