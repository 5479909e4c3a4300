package org.lather.backend.device.program;

/**
 * The power ζ of a cosine.
 *
 * @param whole ζ where repeated products are exact enough and cheap, an integer up to 64, else 0
 * @param anyInteger 1 where ζ is an integer, else 0: a negative cosine has a power for integers alone
 */
public record Power(int whole, int anyInteger, double zeta) {
    private static final int MOST_PRODUCTS = 64;

    public static Power of(double zeta) {
        boolean integer = zeta == Math.rint(zeta);
        return new Power(integer && zeta <= MOST_PRODUCTS ? (int) zeta : 0, integer ? 1 : 0, zeta);
    }

    void put(Parameters to) {
        to.put(whole);
        to.put(anyInteger);
        to.put(zeta);
    }
}
