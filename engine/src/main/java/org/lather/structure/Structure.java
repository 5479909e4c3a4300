package org.lather.structure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A structure: atomic numbers [n], positions [n][3] in Å, a cell, and annotations (values and columns). Immutable. */
public final class Structure {
    private final int[] atomicNumbers;
    private final double[] positions;
    private final Cell cell;
    private final Annotations annotations;

    /** What {@link CloseAtoms} found, once it was asked for. Threads may each search; they find the same. */
    private CloseAtoms.@Nullable Pair closest;

    private Structure(int[] atomicNumbers, double[] positions, Cell cell, Annotations annotations) {
        this.atomicNumbers = atomicNumbers;
        this.positions = positions;
        this.cell = cell;
        this.annotations = annotations;
    }

    /**
     * @param atomicNumbers [n]
     * @param positions [n][3] flattened, Å
     * @throws IllegalArgumentException if there are no atoms, lengths do not match, or positions are not finite
     */
    public static Structure of(int[] atomicNumbers, double[] positions, Cell cell) {
        if (atomicNumbers.length == 0) {
            throw new IllegalArgumentException("expected at least one atom, got none");
        }
        if (positions.length != 3 * atomicNumbers.length) {
            throw new IllegalArgumentException(
                    "expected " + 3 * atomicNumbers.length + " coordinates, got " + positions.length);
        }
        for (int z : atomicNumbers) {
            new Element(z);
        }
        for (double x : positions) {
            if (!Double.isFinite(x)) {
                throw new IllegalArgumentException("expected finite positions, got " + x);
            }
        }
        return new Structure(atomicNumbers.clone(), positions.clone(), cell, Annotations.NONE);
    }

    /**
     * The approximate size in memory, in bytes: 28 for each atom, a constant for the structure, and its annotations.
     */
    public long bytes() {
        return 28L * size() + 88 + (cell.anyPeriodic() ? 192 : 0) + annotations.bytes();
    }

    /** The number of atoms. */
    public int size() {
        return atomicNumbers.length;
    }

    public int atomicNumber(int atom) {
        return atomicNumbers[atom];
    }

    /** A copy of the atomic numbers, [n]. */
    public int[] atomicNumbers() {
        return atomicNumbers.clone();
    }

    /** The coordinate of an atom along x, y or z, Å. */
    public double position(int atom, int axis) {
        return positions[3 * atom + axis];
    }

    /** A copy of the positions, [n][3] flattened, Å. */
    public double[] positions() {
        return positions.clone();
    }

    public Cell cell() {
        return cell;
    }

    /** The closest two atoms, or {@link CloseAtoms#NONE}. */
    CloseAtoms.Pair closest() {
        CloseAtoms.Pair found = closest;
        if (found == null) {
            found = CloseAtoms.search(this);
            closest = found;
        }
        return found;
    }

    /** The values of the whole structure and the columns of its atoms. */
    public Annotations annotations() {
        return annotations;
    }

    /**
     * A copy of this structure with other annotations.
     *
     * @throws IllegalArgumentException if the number of atoms of the columns does not match
     */
    public Structure with(Annotations other) {
        if (other.atoms() >= 0 && other.atoms() != size()) {
            throw new IllegalArgumentException(
                    "expected columns for " + size() + " atoms, got columns for " + other.atoms());
        }
        Structure out = new Structure(atomicNumbers, positions, cell, other);
        out.closest = closest;
        return out;
    }

    /** The keys of the values of the whole structure. */
    public Set<String> keys() {
        return annotations.keys();
    }

    /** Whether the structure has a value under a key. */
    public boolean has(String key) {
        return annotations.has(key);
    }

    /** The numbers of a value of the whole structure: {@link Annotations#numbers}. */
    public double[] numbers(String key) {
        return annotations.numbers(key);
    }

    public boolean hasColumn(String name) {
        return annotations.hasColumn(name);
    }

    /** The values of a column, [n][width] flattened: {@link Annotations#column}. */
    public double[] column(String name) {
        return annotations.column(name);
    }

    /**
     * File and line from which the structure was read, such as {@code train.xyz:1821}; empty if it is not from a file.
     */
    public String origin() {
        return annotations.origin();
    }

    /** The beginning of a message: {@link #origin} and a colon; empty if the structure is not from a file. */
    public String place() {
        return annotations.place();
    }

    /**
     * Whether this structure and another have the same atoms because one was created from the other by {@link #with}.
     */
    public boolean sharesAtomsWith(Structure other) {
        return positions == other.positions && atomicNumbers == other.atomicNumbers;
    }

    /** Returns the chemical formula in Hill's order: carbon, hydrogen, then alphabetically, such as {@code C2H6O}. */
    public String formula() {
        Map<String, Integer> counts = new TreeMap<>();
        for (int z : atomicNumbers) {
            counts.merge(new Element(z).symbol(), 1, Integer::sum);
        }
        List<Map.Entry<String, Integer>> order = new ArrayList<>(counts.entrySet());
        if (counts.containsKey("C")) {
            order.sort(Comparator.comparing(
                            (Map.Entry<String, Integer> e) -> !e.getKey().equals("C"))
                    .thenComparing(e -> !e.getKey().equals("H")));
        }
        return order.stream()
                .map(e -> e.getValue() == 1 ? e.getKey() : e.getKey() + e.getValue())
                .collect(Collectors.joining());
    }

    /** Returns the chemical formula, the number of atoms, the periodic directions and the origin, in one line. */
    @Override
    public String toString() {
        String periodic = IntStream.range(0, 3)
                .filter(cell::periodic)
                .mapToObj(d -> "abc".substring(d, d + 1))
                .collect(Collectors.joining(", "));
        return formula() + " (" + size() + (size() == 1 ? " atom" : " atoms")
                + (periodic.isEmpty() ? "" : ", periodic along " + periodic) + ")"
                + (origin().isEmpty() ? "" : " of " + origin());
    }
}
