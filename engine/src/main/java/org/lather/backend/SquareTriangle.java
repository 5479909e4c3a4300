package org.lather.backend;

/** The lower triangle of a matrix [size][size], which is only read. */
@SuppressWarnings("ArrayRecordComponent") // a view of the caller's memory
record SquareTriangle(double[] square, int size) implements LowerTriangle {
    @Override
    public Matrix read(int panel, double[] buffer) {
        return new Matrix(square, start(panel) * size, size, end(panel) - start(panel), end(panel));
    }

    @Override
    public void write(int panel, Matrix rows) {
        throw new UnsupportedOperationException("expected a triangle that is only read");
    }

    @Override
    public int bufferSize() {
        return 0;
    }

    @Override
    public long heldBytes() {
        return 8L * square.length;
    }
}
