package org.lather.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The lengths of the vectors that the SOAP kernels use: constants, since the compiler needs them to be. */
final class Lanes {
    /** The longest vectors: 512 bits where the processor has them, or what the system property {@value #PROPERTY} says. */
    static final VectorSpecies<Double> WIDE;

    /** For what is left when a row is divided into wide vectors: at most four lanes. */
    static final VectorSpecies<Double> NARROW;

    static final String PROPERTY = "lather.vector.bits";

    static {
        int preferred = DoubleVector.SPECIES_PREFERRED.vectorBitSize();
        int bits = Integer.getInteger(PROPERTY, Math.min(512, Math.max(128, preferred)));
        if (bits != 128 && bits != 256 && bits != 512) {
            throw new IllegalArgumentException(
                    "expected 128, 256 or 512 for the system property " + PROPERTY + ", got " + bits);
        }
        WIDE = VectorSpecies.of(double.class, VectorShape.forBitSize(bits));
        NARROW = VectorSpecies.of(double.class, VectorShape.forBitSize(Math.min(256, bits)));
    }

    private Lanes() {}

    /** {@code n} rounded up to a multiple of {@code m}. */
    static int roundUp(int n, int m) {
        return (n + m - 1) / m * m;
    }
}
