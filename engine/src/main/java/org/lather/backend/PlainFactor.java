package org.lather.backend;

/** A triangular matrix as it is stored, for an algebra that prepares nothing. */
record PlainFactor(LowerTriangle l) implements TriangularFactor {
    @Override
    public int size() {
        return l.size();
    }
}
