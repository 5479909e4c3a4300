package org.lather.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A factor of a matrix product stored in floats; products and sums are computed in double precision. */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's memory
record FloatOperand(float[] values, int offset, int stride, boolean transpose, int @Nullable [] index)
        implements Operand {
    /** Steps of which four rows and their panel stay in the first cache. */
    private static final int BLOCK = 64;

    @Override
    public int length() {
        return values.length;
    }

    @Override
    public Operand transposed() {
        return new FloatOperand(values, offset, stride, !transpose, index);
    }

    @Override
    public void packAcross(int row, int lanes, int column, int steps, double[] to, int at, int width) {
        for (int k = 0; k < steps; k += BLOCK) {
            int count = Math.min(BLOCK, steps - k);
            int lane = 0;
            for (; lane + 4 <= lanes; lane += 4) {
                interleave(
                        start(row + lane) + column + k,
                        start(row + lane + 1) + column + k,
                        start(row + lane + 2) + column + k,
                        start(row + lane + 3) + column + k,
                        count,
                        to,
                        at + k * width + lane,
                        width);
            }
            for (; lane < width; lane++) {
                int from = lane < lanes ? start(row + lane) + column + k : -1;
                int o = at + k * width + lane;
                for (int i = 0; i < count; i++) {
                    to[o] = from < 0 ? 0 : values[from + i];
                    o += width;
                }
            }
        }
    }

    private void interleave(int a, int b, int c, int d, int count, double[] to, int at, int width) {
        float[] v = values;
        int o = at;
        for (int i = 0; i < count; i++) {
            to[o] = v[a + i];
            to[o + 1] = v[b + i];
            to[o + 2] = v[c + i];
            to[o + 3] = v[d + i];
            o += width;
        }
    }

    @Override
    public void packAlong(int row, int steps, int column, int lanes, double[] to, int at, int width) {
        int o = at;
        for (int k = 0; k < steps; k++) {
            int from = start(row + k) + column;
            for (int i = 0; i < lanes; i++) {
                to[o + i] = values[from + i];
            }
            if (lanes < width) {
                Arrays.fill(to, o + lanes, o + width, 0);
            }
            o += width;
        }
    }
}
