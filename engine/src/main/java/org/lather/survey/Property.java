package org.lather.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lather.target.Target;

/**
 * The properties that labels are recognised as, by their names and the count of their numbers. Names are compared word
 * by word, without case, separators, the s of a plural, and words that say where a label comes from, like {@code REF}
 * or {@code dft}.
 */
enum Property {
    /** Energy of a structure. */
    ENERGY(
            "energy",
            "eV",
            Target.Quantity.TOTAL,
            0,
            "energy",
            "e",
            "toten",
            "potential energy",
            "epot",
            "e0",
            "u0",
            "free energy",
            "internal energy",
            "atomization energy",
            "formation energy",
            "cohesive energy",
            "binding energy",
            "lattice energy",
            "interaction energy"),
    /** Dipole moment of a structure. */
    DIPOLE("dipole", "e*A", Target.Quantity.TOTAL, 1, "dipole", "dipole moment", "mu"),
    /** Polarizability of a structure, a tensor. */
    POLARIZABILITY(
            "polarizability",
            "bohr^3",
            Target.Quantity.TOTAL,
            2,
            "polarizability",
            "polarisability",
            "alpha",
            "polarizability tensor",
            "polarizabilities"),
    /** Isotropic polarizability of a structure. */
    ISOTROPIC_POLARIZABILITY(
            "polarizability",
            "bohr^3",
            Target.Quantity.TOTAL,
            0,
            "polarizability",
            "polarisability",
            "alpha",
            "polarizability iso",
            "alpha iso",
            "isotropic polarizability"),
    /** First hyperpolarizability of a structure, a tensor. */
    HYPERPOLARIZABILITY(
            "hyperpolarizability", "1", Target.Quantity.TOTAL, 3, "hyperpolarizability", "beta", "hyperpolarisability"),
    /** Dielectric tensor of a periodic structure. */
    DIELECTRIC(
            "dielectric",
            "1",
            Target.Quantity.MEAN,
            2,
            "dielectric",
            "epsilon",
            "dielectric tensor",
            "dielectric constant"),
    /** Isotropic magnetic shielding, or chemical shift, of atoms. */
    SHIELDING(
            "shielding",
            "ppm",
            Target.Quantity.ATOM,
            0,
            "shielding",
            "sigma",
            "sigma iso",
            "shielding iso",
            "cs",
            "cs iso",
            "isotropic shielding",
            "nmr shielding",
            "magnetic shielding",
            "chemical shielding",
            "ms iso",
            "chemical shift",
            "shift",
            "nmr",
            "nmr shift"),
    /** Magnetic shielding of atoms, a tensor. */
    SHIELDING_TENSOR(
            "shielding_tensor",
            "ppm",
            Target.Quantity.ATOM,
            2,
            "shielding tensor",
            "shielding",
            "ms",
            "sigma",
            "nmr shielding",
            "magnetic shielding",
            "chemical shielding"),
    /** Partial charge of atoms. */
    CHARGE(
            "charge",
            "e",
            Target.Quantity.ATOM,
            0,
            "charge",
            "mulliken",
            "mulliken charge",
            "hirshfeld",
            "hirshfeld charge",
            "bader",
            "bader charge",
            "partial charge",
            "q",
            "lowdin",
            "initial charge"),
    /** Magnetic moment of atoms. */
    MAGNETIC_MOMENT("magmom", "1", Target.Quantity.ATOM, 0, "magmom", "magnetic moment", "initial magmom", "spin"),
    /** Energy of an orbital, or difference of two. */
    GAP("gap", "eV", Target.Quantity.MEAN, 0, "gap", "band gap", "bandgap", "homo lumo gap", "dir gap", "homo", "lumo");

    /** Words that say where a label comes from, not what it is. */
    private static final Set<String> ORIGINS = Set.of(
            "ref", "reference", "dft", "qm", "label", "target", "true", "total", "tot", "data", "calc", "calculated");

    /** The least distance of names that only contain the words of a property. */
    static final int VARIANT = 100;

    private static final int NONE = Integer.MAX_VALUE;

    private final String word;
    private final String unit;
    private final Target.Quantity quantity;
    private final int rank;

    @SuppressWarnings("ImmutableEnumChecker") // a list that cannot be changed
    private final List<String> names;

    Property(String word, String unit, Target.Quantity quantity, int rank, String... names) {
        this.word = word;
        this.unit = unit;
        this.quantity = quantity;
        this.rank = rank;
        this.names = List.of(names);
    }

    /** The name of a target. */
    String word() {
        return word;
    }

    /** The unit that is assumed. */
    String unit() {
        return unit;
    }

    Target.Quantity quantity() {
        return quantity;
    }

    int rank() {
        return rank;
    }

    /** Whether the property is proposed beside others, not only if it is asked for or alone. */
    boolean isProposed() {
        return switch (this) {
            case CHARGE, MAGNETIC_MOMENT, GAP -> false;
            default -> true;
        };
    }

    /**
     * How far labels are from the usual name of this property; {@link #VARIANT} and more for a name with other words.
     */
    int distance(Labels labels) {
        int components = 1;
        for (int k = 0; k < rank; k++) {
            components *= 3;
        }
        boolean fits = labels.isColumn() == quantity.isPerAtom() && labels.width() == components;
        return fits ? distance(labels.name(), names) : NONE;
    }

    static boolean isMatch(int distance) {
        return distance < NONE;
    }

    /** How far a name is from some, of which the first is the most usual. */
    static int distance(String name, List<String> names) {
        List<String> words = words(name);
        List<String> core = new ArrayList<>(words);
        core.removeIf(ORIGINS::contains);
        int exact = names.indexOf(String.join(" ", core));
        if (exact >= 0) {
            boolean reference = words.contains("ref") || words.contains("reference");
            return reference ? exact : 1 + 2 * exact + (words.size() > core.size() ? 1 : 0);
        }
        for (int k = 0; k < names.size(); k++) {
            // a word of one or two letters says too little beside others
            if (names.get(k).length() > 2
                    && core.containsAll(List.of(names.get(k).split(" ", -1)))) {
                return VARIANT + k;
            }
        }
        return NONE;
    }

    /** The words of a name in lower case, without the s of a plural. */
    static List<String> words(String name) {
        List<String> out = new ArrayList<>();
        String separated = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
        for (String w : separated.split("[^a-z0-9]+", -1)) {
            if (w.equals("energies")) {
                out.add("energy");
            } else if (!w.isEmpty()) {
                boolean plural = w.length() > 3 && w.endsWith("s") && !w.endsWith("ss") && !w.endsWith("is");
                out.add(plural ? w.substring(0, w.length() - 1) : w);
            }
        }
        return out;
    }

    /** The words of a name that say which of several labels of a property it is, like ref or gfn2. */
    static List<String> marks(String name, List<String> names) {
        List<String> out = words(name);
        names.forEach(n -> out.removeAll(List.of(n.split(" ", -1))));
        return out;
    }
}
