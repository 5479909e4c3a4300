package org.lather.backend;

/** A lower triangle whose panels are arrays of the host. */
public final class PanelsInMemory implements LowerTriangle {
    private final int size;
    private final double[][] panels;

    /** Creates a triangle of zeros. */
    public PanelsInMemory(int size) {
        this.size = size;
        panels = new double[panels()][];
        for (int p = 0; p < panels.length; p++) {
            panels[p] = new double[Math.multiplyExact(end(p) - start(p), end(p))];
        }
    }

    /** Returns the triangle of a matrix [size][size]. */
    public static PanelsInMemory of(double[] square, int size) {
        PanelsInMemory out = new PanelsInMemory(size);
        out.forEachRow((row, values, offset) -> System.arraycopy(square, row * size, values, offset, row + 1));
        return out;
    }

    /** Returns a triangle that is stored row by row without gaps, [size (size + 1)/2]. */
    public static PanelsInMemory ofPacked(double[] packed, int size) {
        PanelsInMemory out = new PanelsInMemory(size);
        out.forEachRow((row, values, offset) ->
                System.arraycopy(packed, (int) ((long) row * (row + 1) / 2), values, offset, row + 1));
        return out;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Matrix read(int panel, double[] buffer) {
        return Matrix.of(panels[panel], end(panel) - start(panel), end(panel));
    }

    @Override
    public void write(int panel, Matrix rows) {
        if (rows.values() != panels[panel]) {
            for (int i = 0; i < rows.rows(); i++) {
                System.arraycopy(
                        rows.values(),
                        rows.offset() + i * rows.stride(),
                        panels[panel],
                        i * end(panel),
                        start(panel) + i + 1);
            }
        }
    }

    @Override
    public int bufferSize() {
        return 0;
    }

    @Override
    public long heldBytes() {
        return 8 * LowerTriangle.count(size);
    }
}
