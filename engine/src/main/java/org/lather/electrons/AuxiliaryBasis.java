package org.lather.electrons;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/**
 * The functions in which the density of a structure is expanded, ρ(r) = Σ_k c_k φ_k(r), atom by atom in the order of
 * the structure, each with the functions of its element in the order of {@link ElementBasis}. Lengths are in bohr,
 * coefficients in bohr^(−3/2) for a density in electrons per bohr³.
 */
public final class AuxiliaryBasis {
    /** The largest order l of a function. */
    public static final int LARGEST_L = 10;

    /** One bohr in Å (CODATA 2018). */
    public static final double BOHR = 0.529177210903;

    private final SortedMap<Integer, ElementBasis> elements;

    /**
     * Creates a basis.
     *
     * @param elements the functions of each element, by atomic number
     * @throws IllegalArgumentException if there is no element
     */
    public AuxiliaryBasis(Map<Integer, ElementBasis> elements) {
        if (elements.isEmpty()) {
            throw new IllegalArgumentException("expected a basis of at least one element, got none");
        }
        this.elements = Collections.unmodifiableSortedMap(new TreeMap<>(elements));
    }

    /** Returns the functions of each element, by atomic number. */
    public SortedMap<Integer, ElementBasis> elements() {
        return elements;
    }

    /**
     * Returns the functions of an element.
     *
     * @throws IllegalArgumentException if the basis lacks the element
     */
    public ElementBasis of(int atomicNumber) {
        ElementBasis found = elements.get(atomicNumber);
        if (found == null) {
            throw new IllegalArgumentException("expected an element of the basis, got the atomic number " + atomicNumber
                    + "; it has " + elements.keySet());
        }
        return found;
    }

    /** Returns the largest l of all elements. */
    public int maxAngular() {
        return elements.values().stream()
                .mapToInt(ElementBasis::maxAngular)
                .max()
                .orElse(0);
    }

    /**
     * Expects the basis to have functions for a structure, which is not periodic.
     *
     * @throws DataException if the basis lacks an element, or the structure is periodic
     */
    public void expect(Structure s) {
        for (int z : s.atomicNumbers()) {
            if (!elements.containsKey(z)) {
                throw new DataException(
                        s.place() + "expected elements with functions in the basis, which has "
                                + String.join(
                                        ", ",
                                        elements.keySet().stream()
                                                .map(Element::symbol)
                                                .toList())
                                + ", got " + Element.symbol(z),
                        Cure.text("Add the functions of " + Element.symbol(z) + " to the basis"));
            }
        }
        if (s.cell().anyPeriodic()) {
            throw new DataException(
                    s.place() + "expected a molecule or cluster for a density, got a periodic structure",
                    Cure.text("Remove the cell, or set pbc to F F F, if the structure is isolated"));
        }
    }

    /** Returns the index of the first function of each atom, and the number of functions at the end. */
    public int[] offsets(Structure s) {
        int[] out = new int[s.size() + 1];
        for (int i = 0; i < s.size(); i++) {
            out[i + 1] = Math.addExact(out[i], of(s.atomicNumber(i)).size());
        }
        return out;
    }

    /** Returns the number of functions of a structure. */
    public int size(Structure s) {
        return offsets(s)[s.size()];
    }

    /** The coordinates of atoms in bohr, [atom][axis] flattened. */
    static double[] bohr(Structure s) {
        double[] out = s.positions().clone();
        for (int i = 0; i < out.length; i++) {
            out[i] /= BOHR;
        }
        return out;
    }
}
