package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of this backend: one length in the whole program, since Java 17 compiles code badly that meets two, and a
 * constant, since the compiler needs it to be.
 */
final class Lanes {
    /** The longest vectors of the processor, at most 512 bits; or what the system property {@value #PROPERTY} says. */
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
