package org.lather.survey;

import java.util.Map;
import java.util.Optional;
import org.lather.structure.Structure;

/**
 * Compares values of structures with the sum of the total energies of their neutral atoms, all electrons included.
 * These are known well enough from the statistical atom (Schwinger 1981, doi:10.1103/PhysRevA.24.2353), E(Z) =
 * −0.768745 Z^(7/3) + Z²/2 − 0.269900 Z^(5/3) hartree, so that all-electron total energies show their unit. Energies of
 * pseudopotentials, of formation or of atomization show nothing.
 */
final class EnergyScale {
    /** Units by the number of them in a hartree. */
    private static final Map<String, Double> UNITS = Map.of(
            "Ha", 1.0,
            "Ry", 2.0,
            "eV", 27.211386245988,
            "kcal/mol", 627.5094740631,
            "kJ/mol", 2625.4996394799,
            "meV", 27211.386245988);

    /** Largest deviation of the proportion from that of a unit. */
    private static final double CLOSE = 0.06;

    /** Largest root mean square deviation from proportionality. */
    private static final double PROPORTIONAL = 0.03;

    private double products;
    private double atomSquares;
    private double squares;

    /** Adds a value of a structure. */
    void add(Structure s, double value) {
        double atoms = 0;
        for (int i = 0; i < s.size(); i++) {
            atoms += atom(s.atomicNumber(i));
        }
        products += atoms * value;
        atomSquares += atoms * atoms;
        squares += value * value;
    }

    /** The energy of the statistical atom, hartree. */
    static double atom(int z) {
        return -0.768745 * Math.pow(z, 7.0 / 3) + 0.5 * z * z - 0.269900 * Math.pow(z, 5.0 / 3);
    }

    /** The unit in which the values are all-electron total energies; empty if they are not. */
    Optional<String> unit() {
        double ratio = products / atomSquares;
        double left = 1 - products * products / (squares * atomSquares);
        if (!(ratio > 0) || !(left < PROPORTIONAL * PROPORTIONAL)) {
            return Optional.empty();
        }
        return UNITS.entrySet().stream()
                .filter(u -> Math.abs(ratio / u.getValue() - 1) < CLOSE)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
