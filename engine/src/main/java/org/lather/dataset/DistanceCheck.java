package org.lather.dataset;

import java.util.Locale;
import java.util.Optional;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.CovalentRadii;
import org.lather.structure.Structure;

/**
 * Recognises positions that are in bohr instead of Å, by the nearest neighbours of the first structures: in units of
 * the sum of both covalent radii they are near 1 in molecules and solids alike, and near 1.9 if lengths are in bohr.
 */
public final class DistanceCheck {
    private static final int MOST_STRUCTURES = 64;
    private static final int MOST_ATOMS = 300;

    /** Å, more than the nearest distances of any solid in bohr but those of the heaviest alkali metals. */
    private static final double REACH = 8;

    /** Nearest distances over the sum of covalent radii, if they are in bohr. */
    private static final double LEAST = 1.6;

    private static final double MOST = 2.4;

    /** The part of the atoms that must look like that. */
    private static final double ALMOST_ALL = 0.9;

    private int structures;
    private int atoms;
    private int far;
    private double sum;

    /** Looks at a structure. */
    public void add(Structure s) {
        if (structures == MOST_STRUCTURES || s.size() > MOST_ATOMS) {
            return;
        }
        structures++;
        NeighbourList list = NeighbourList.of(s, REACH);
        for (int i = 0; i < s.size(); i++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int p = list.start(i); p < list.end(i); p++) {
                double bond =
                        CovalentRadii.of(s.atomicNumber(i)) + CovalentRadii.of(s.atomicNumber(list.neighbours()[p]));
                nearest = Math.min(nearest, list.distances()[p] / bond);
            }
            if (nearest < Double.POSITIVE_INFINITY && !isNobleGas(s.atomicNumber(i))) {
                atoms++;
                if (nearest > LEAST && nearest < MOST) {
                    far++;
                    sum += nearest;
                }
            }
        }
    }

    /** Atoms without bonds are as far apart as this in Å. */
    private static boolean isNobleGas(int z) {
        return switch (z) {
            case 2, 10, 18, 36, 54, 86 -> true;
            default -> false;
        };
    }

    /**
     * Returns the warning, if there is one.
     *
     * @param data the structures, as messages name them
     */
    public Optional<Warning> warning(String data) {
        if (far < 2 || far < ALMOST_ALL * atoms) {
            return Optional.empty();
        }
        return Optional.of(Warning.of(
                Warning.Kind.DISTANCES_LIKE_BOHR,
                String.format(
                        Locale.ROOT,
                        "%s: nearest distances are %.2f times the sum of the covalent radii, as if positions were in"
                                + " bohr",
                        data,
                        sum / far),
                Cure.text("Positions and cells are expected in Å: multiply them by 0.529177 if they are in bohr")));
    }
}
