package org.lather.cpu;

import org.jspecify.annotations.Nullable;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Ledger;
import org.lather.backend.Precision;
import org.lather.backend.Shapes;
import org.lather.kernel.Covariance;

/** Rows of features in one array, double or float, with their norms as stored. */
final class CpuFeatures implements Features {
    private final int columns;
    private final int[] centers;
    private final double[] norms;
    private final Ledger ledger;
    private final FreeList free;
    /** Whether the rows are the caller's array, which must not be written. */
    private final boolean adopted;

    /** Whether zeros are known by channels, and then which channels each row has: {@link ChannelPairs}. */
    private @Nullable ChannelPairs pairs;

    private long[] present = new long[0];
    private @Nullable PackedRepresentatives packed;
    private double @Nullable [] doubles;
    private float @Nullable [] floats;

    /** @throws IllegalArgumentException if there are more values than an array can hold */
    CpuFeatures(int[] centers, int columns, Precision precision, Ledger ledger, FreeList free) {
        this.columns = columns;
        this.centers = centers;
        this.norms = new double[centers.length];
        this.ledger = ledger;
        this.free = free;
        this.adopted = false;
        // vectors may be stored up to the end of a row, never beyond
        long length = (long) centers.length * columns;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("expected at most " + (Integer.MAX_VALUE - 8) / columns
                    + " environments of " + columns + " features at a time, got " + centers.length
                    + "; divide them into several ranges");
        }
        if (precision == Precision.DOUBLE) {
            doubles = free.doubles((int) length);
        } else {
            floats = free.floats((int) length);
        }
        ledger.add(12L * centers.length);
    }

    /** Creates features from rows in double precision; the array is used without a copy. */
    CpuFeatures(FeatureBlock block, Ledger ledger, FreeList free) {
        this.columns = block.columns();
        this.centers = block.centers().clone();
        this.norms = new double[centers.length];
        this.ledger = ledger;
        this.free = free;
        this.adopted = true;
        this.doubles = block.values();
        ledger.add(12L * centers.length + 8L * block.values().length);
    }

    @Override
    public int rows() {
        return centers.length;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int center(int row) {
        return centers[row];
    }

    /** |p| of each row, see {@link Covariance#norm}. The internal array. */
    double[] norms() {
        return norms;
    }

    /** The array of rows in double precision; null if they are floats. */
    double @Nullable [] doubles() {
        return open(doubles, floats);
    }

    /** The array of rows in single precision; null if they are doubles. */
    float @Nullable [] floats() {
        open(doubles, floats);
        return floats;
    }

    private static double @Nullable [] open(double @Nullable [] doubles, float @Nullable [] floats) {
        if (doubles == null && floats == null) {
            throw new IllegalStateException("expected open features, got features that were closed");
        }
        return doubles;
    }

    /** Enables recording the channels of each row, see {@link #present(int, long)}. */
    void known(@Nullable ChannelPairs of) {
        if (of != null) {
            pairs = of;
            present = new long[centers.length];
            ledger.add(8L * present.length);
        }
    }

    /** Null where nothing is known. */
    @Nullable
    ChannelPairs pairs() {
        return pairs;
    }

    /** The rows packed as representatives, cached until the features are closed. */
    PackedRepresentatives packed(@Nullable ChannelPairs of) {
        PackedRepresentatives p = packed;
        if (p == null || !p.isFor(of)) {
            forget();
            p = new PackedRepresentatives(of, ledger);
            packed = p;
        }
        return p;
    }

    private void forget() {
        PackedRepresentatives p = packed;
        if (p != null) {
            ledger.remove(p.bytes());
        }
        packed = null;
    }

    /** The channels of a row, a bit each. */
    long present(int row) {
        return present[row];
    }

    /** Sets the channels of a row, where they are to be known. */
    void present(int row, long channels) {
        if (pairs != null) {
            present[row] = channels;
        }
    }

    /** Stores a row, rounded if rows are float, and its norm. */
    void store(int row, double[] values, int at) {
        double[] d = doubles();
        if (d != null) {
            System.arraycopy(values, at, d, row * columns, columns);
            norms[row] = Covariance.norm(Norm.squared(d, row * columns, columns));
            return;
        }
        float[] f = floats();
        if (f != null) {
            norms[row] = Covariance.norm(Norm.roundAndSquare(values, at, columns, f, row * columns));
        }
    }

    /** The norm of a row that was handed over. */
    void measure(int row) {
        double[] d = doubles();
        if (d != null) {
            norms[row] = Covariance.norm(Norm.squared(d, row * columns, columns));
        }
    }

    @Override
    public void download(int from, int to, double[] out, int offset) {
        Shapes.rows(this, from, to);
        double[] d = doubles();
        int begin = from * columns;
        int length = (to - from) * columns;
        if (d != null) {
            System.arraycopy(d, begin, out, offset, length);
            return;
        }
        float[] f = floats();
        for (int i = 0; f != null && i < length; i++) {
            out[offset + i] = f[begin + i];
        }
    }

    @Override
    public void close() {
        double[] d = doubles;
        float[] f = floats;
        if (d != null && adopted) {
            ledger.remove(8L * d.length);
        } else if (d != null) {
            free.giveBack(d);
        }
        if (f != null) {
            free.giveBack(f);
        }
        if (d != null || f != null) {
            ledger.remove(12L * centers.length + 8L * present.length);
        }
        forget();
        doubles = null;
        floats = null;
    }
}
