package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lather.density.Channels;
import org.lather.descriptor.DirectDescriptor;
import org.lather.descriptor.DirectFeatures;
import org.lather.descriptor.Surroundings;

/** One worker's computation of features directly from neighbours. */
final class DirectBench {
    private final DirectDescriptor descriptor;
    private final Channels channels;
    private final DirectFeatures features;
    private double[] gradient = new double[0];

    private DirectBench(DirectDescriptor descriptor, Channels channels) {
        this.descriptor = descriptor;
        this.channels = channels;
        features = new DirectFeatures(descriptor, channels);
    }

    /** The bench of a worker, a new one if the last was for another descriptor. */
    static DirectBench of(DirectDescriptor descriptor, Channels channels, @Nullable DirectBench[] benches, int worker) {
        DirectBench b = benches[worker];
        if (b == null || !b.descriptor.equals(descriptor) || !b.channels.equals(channels)) {
            b = new DirectBench(descriptor, channels);
            benches[worker] = b;
        }
        return b;
    }

    /** Reads the neighbours of an atom, and returns their number. */
    int read(Neighbourhoods all, int atom, int element) {
        Surroundings s = features.surroundings();
        s.begin(element);
        int elements = channels.atomicNumbers().length;
        for (int a = 0; a < elements; a++) {
            for (int p = all.first[atom * elements + a]; p < all.first[atom * elements + a + 1]; p++) {
                double r = all.r[p];
                s.add(a, p, r * all.x[p], r * all.y[p], r * all.z[p], r);
            }
        }
        s.end();
        return s.size();
    }

    /** Computes the features of an environment, written to [at + column]. */
    void values(Neighbourhoods all, int atom, int element, double[] out, int at) {
        read(all, atom, element);
        features.values(out, at);
    }

    /** Computes factor dE/dr_ij of the neighbours read, [neighbour][3] from {@code to} on, for v = dE/dp. */
    void pullBack(double[] v, int at, double factor, double[] out, int to) {
        features.pullBack(v, at, out, to);
        int count = 3 * features.surroundings().size();
        for (int k = 0; k < count; k++) {
            out[to + k] *= factor;
        }
    }

    /** Computes the rows of {@link ExplicitGradient}, see there. */
    void rows(Neighbourhoods all, int atom, int element, int columns, double[] out, int at, int[] atoms, int atomsAt) {
        read(all, atom, element);
        features.prepareDerivatives();
        if (gradient.length == 0) {
            gradient = new double[3 * columns];
        }
        int begin = all.first[atom * channels.atomicNumbers().length];
        int size = features.surroundings().size();
        int row = at;
        int n = atomsAt;
        int strain = at + (ExplicitGradient.rowsOfPairs(all, begin, begin + size) - 9) * columns;
        Arrays.fill(out, at, strain + 9 * columns, 0);
        for (int j = 0; j < size; j++) {
            int p = begin + j;
            if (j > 0 && all.neighbour[p] != all.neighbour[p - 1]) {
                row += 3 * columns;
            }
            if (j == 0 || all.neighbour[p] != all.neighbour[p - 1]) {
                atoms[n++] = all.neighbour[p];
            }
            Arrays.fill(gradient, 0);
            features.derivative(j, gradient, 0);
            CpuBackend.addRow(1, gradient, 0, out, row, 3 * columns);
            double[] r = {all.r[p] * all.x[p], all.r[p] * all.y[p], all.r[p] * all.z[p]};
            for (int a = 0; a < 3; a++) {
                CpuBackend.addRow(r[a], gradient, 0, out, strain + 3 * a * columns, 3 * columns);
            }
        }
    }

    long bytes() {
        return features.bytes() + 8L * gradient.length;
    }

    /** The bytes of the benches of all workers. */
    static long bytes(@Nullable DirectBench[] benches) {
        long sum = 0;
        for (DirectBench b : benches) {
            sum += b == null ? 0 : b.bytes();
        }
        return sum;
    }
}
