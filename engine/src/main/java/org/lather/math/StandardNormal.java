package org.lather.math;

import java.util.SplittableRandom;

/** Numbers from the standard normal distribution, by the method of Box and Muller; the same ones for the same seed. */
public final class StandardNormal {
    private final SplittableRandom random;

    public StandardNormal(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /**
     * A sequence that differs from those of other places.
     *
     * @param place the place of what is drawn, for example the index of a structure
     */
    public static StandardNormal of(long seed, long place) {
        return new StandardNormal(new SplittableRandom(seed ^ (place * 0x9E3779B97F4A7C15L)).nextLong());
    }

    /** The next number. */
    public double next() {
        double u = 1 - random.nextDouble();
        double angle = 2 * Math.PI * random.nextDouble();
        return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(angle);
    }
}
