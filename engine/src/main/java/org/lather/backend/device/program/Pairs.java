package org.lather.backend.device.program;

/**
 * The pairs of some environments, those of one centre sorted by element.
 *
 * @param starts the first pair of each environment, and the number of all
 * @param x the neighbour less the centre, Å; y and z likewise
 * @param element index e of the neighbour's element, −1 − e for the centre itself
 */
public record Pairs(int environments, Ints starts, Doubles x, Doubles y, Doubles z, Ints element) {
    void put(Parameters to) {
        putVectors(to);
        to.put(element);
    }

    void putVectors(Parameters to) {
        to.put(starts);
        to.put(x);
        to.put(y);
        to.put(z);
    }
}
