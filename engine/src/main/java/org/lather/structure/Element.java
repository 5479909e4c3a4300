package org.lather.structure;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A chemical element, identified by its atomic number; H is 1. */
public record Element(int atomicNumber) implements Comparable<Element> {
    private static final String[] SYMBOLS =
            ("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y "
                            + "Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu "
                            + "Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr "
                            + "Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og")
                    .split(" ");
    private static final Map<String, Element> BY_SYMBOL = new HashMap<>();

    /** The largest atomic number known. */
    public static final int MAX_ATOMIC_NUMBER = SYMBOLS.length;

    static {
        for (int z = 1; z <= SYMBOLS.length; z++) {
            BY_SYMBOL.put(SYMBOLS[z - 1].toLowerCase(Locale.ROOT), new Element(z));
        }
    }

    /** @throws IllegalArgumentException if there is no element of this atomic number */
    public Element {
        if (atomicNumber < 1 || atomicNumber > MAX_ATOMIC_NUMBER) {
            throw new IllegalArgumentException(
                    "expected an atomic number from 1 to " + MAX_ATOMIC_NUMBER + ", got " + atomicNumber);
        }
    }

    /** The element with a symbol, ignoring case; empty if there is none. */
    public static Optional<Element> of(String symbol) {
        return Optional.ofNullable(BY_SYMBOL.get(symbol.toLowerCase(Locale.ROOT)));
    }

    public String symbol() {
        return SYMBOLS[atomicNumber - 1];
    }

    /** The symbol of an atomic number. */
    public static String symbol(int atomicNumber) {
        return new Element(atomicNumber).symbol();
    }

    @Override
    public int compareTo(Element other) {
        return Integer.compare(atomicNumber, other.atomicNumber);
    }

    @Override
    public String toString() {
        return symbol();
    }
}
