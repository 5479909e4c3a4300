package org.lather.driver.ipi;

import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** Checks the order of atoms by their positions, because the protocol transmits no elements. */
final class AtomOrder {
    /** Distance below which two positions are considered equal, Å. */
    private static final double SAME_PLACE = 0.05;

    private AtomOrder() {}

    /**
     * Refuses a first configuration in which an atom is at the position of an atom of another element in the template.
     *
     * @throws DataException naming the atom
     */
    static void check(Structure template, Structure first) {
        for (int i = 0; i < first.size(); i++) {
            if (distance(first, i, template, i) <= SAME_PLACE) {
                continue;
            }
            for (int j = 0; j < template.size(); j++) {
                if (template.atomicNumber(j) != template.atomicNumber(i)
                        && distance(first, i, template, j) <= SAME_PLACE) {
                    throw new DataException(
                            Phrase.of(
                                    "the server's atom " + i + " (from 0) stands where ",
                                    Setting.argument("structure"),
                                    " has " + Element.symbol(template.atomicNumber(j)) + ", but its atom " + i + " is "
                                            + Element.symbol(template.atomicNumber(i))),
                            Cure.text("Give both the same structure, atoms in the same order"));
                }
            }
        }
    }

    private static double distance(Structure a, int i, Structure b, int j) {
        double x = a.position(i, 0) - b.position(j, 0);
        double y = a.position(i, 1) - b.position(j, 1);
        double z = a.position(i, 2) - b.position(j, 2);
        return Math.sqrt(x * x + y * y + z * z);
    }
}
