package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector length of this backend. It is the same in the whole program, because Java 17 compiles code with two
 * lengths badly, and a constant, because the compiler requires one.
 */
final class Lanes {
    /**
     * The longest vectors of the processor, at most 512 bits, or those set by the system property {@value #PROPERTY}.
     */
    static final VectorSpecies<Double> SPECIES;

    static final String PROPERTY = "lather.vector.bits";

    static {
        int preferred = DoubleVector.SPECIES_PREFERRED.vectorBitSize();
        int bits = Integer.getInteger(PROPERTY, Math.min(512, Math.max(128, preferred)));
        if (bits != 128 && bits != 256 && bits != 512) {
            throw new IllegalArgumentException(
                    "expected 128, 256 or 512 for the system property " + PROPERTY + ", got " + bits);
        }
        SPECIES = VectorSpecies.of(double.class, VectorShape.forBitSize(bits));
    }

    private Lanes() {}

    /** {@code n} rounded up to a multiple of {@code m}. */
    static int roundUp(int n, int m) {
        return (n + m - 1) / m * m;
    }
}
