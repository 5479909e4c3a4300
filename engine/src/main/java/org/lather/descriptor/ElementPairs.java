package org.lather.descriptor;

/** The numbering of pairs a ≤ b of E elements: a E − a (a − 1)/2 + b − a. */
final class ElementPairs {
    private ElementPairs() {}

    /** The number of pairs. */
    static int count(int elements) {
        return Math.multiplyExact(elements, elements + 1) / 2;
    }

    /** The number of the pair of two elements in either order. */
    static int index(int one, int other, int elements) {
        int a = Math.min(one, other);
        int b = Math.max(one, other);
        return a * elements - a * (a - 1) / 2 + b - a;
    }
}
