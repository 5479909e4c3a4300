package org.lather.maps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.match.StructureMatrix.Entries;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * The points of a map, known from one pass over the structures.
 *
 * @param sizes number of atoms of each structure
 * @param starts index of the first point of each structure, and the number of all points
 * @param elements atomic numbers of all structures
 * @param largest the structure with the most atoms
 * @param targets number of each point; empty if there is no target
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package
record MapPoints(
        Entries entries, int[] sizes, int[] starts, SortedSet<Integer> elements, Structure largest, double[] targets) {
    /** The number of points. */
    int count() {
        return starts[sizes.length];
    }

    /** The number of points of a structure. */
    int count(int structure) {
        return starts[structure + 1] - starts[structure];
    }

    /** The structure of a point. */
    int structure(int point) {
        int at = Arrays.binarySearch(starts, 0, sizes.length, point);
        int structure = at >= 0 ? at : -at - 2;
        while (count(structure) == 0) { // structures without atoms begin where the next one does
            structure++;
        }
        return structure;
    }

    static MapPoints of(Structures structures, Entries entries, String target, Execution execution) {
        List<Integer> sizes = new ArrayList<>();
        SortedSet<Integer> elements = new TreeSet<>();
        List<double[]> targets = new ArrayList<>();
        Structure largest = null;
        try (Frames frames = structures.frames()) {
            while (frames.hasNext()) {
                execution.check("Nothing was written.");
                Structure s = frames.next();
                sizes.add(s.size());
                largest = largest == null || s.size() > largest.size() ? s : largest;
                for (int i = 0; i < s.size(); i++) {
                    elements.add(s.atomicNumber(i));
                }
                if (!target.isEmpty()) {
                    targets.add(values(s, target, entries));
                }
            }
        }
        if (largest == null) {
            throw new DataException("expected at least one structure, found none: " + structures.emptiness());
        }
        int[] n = sizes.stream().mapToInt(Integer::intValue).toArray();
        int[] starts = new int[n.length + 1];
        for (int s = 0; s < n.length; s++) {
            starts[s + 1] = Math.addExact(starts[s], entries == Entries.STRUCTURES ? 1 : n[s]);
        }
        double[] all = targets.stream().flatMapToDouble(Arrays::stream).toArray();
        return new MapPoints(entries, n, starts, elements, largest, all);
    }

    private static double[] values(Structure s, String target, Entries entries) {
        boolean structure = entries == Entries.STRUCTURES;
        int expected = structure ? 1 : s.size();
        double[] out;
        if (structure ? s.has(target) : s.hasColumn(target)) {
            try {
                out = structure ? s.numbers(target) : s.column(target);
            } catch (IllegalArgumentException e) {
                throw new DataException(String.valueOf(e.getMessage()), otherName());
            }
        } else {
            throw new DataException(
                    s.place() + "expected " + (structure ? "a value" : "a column of values of atoms") + " named `"
                            + target + "`, got "
                            + (structure
                                    ? s.annotations().keys()
                                    : s.annotations().columns()),
                    otherName());
        }
        if (out.length != expected || !Arrays.stream(out).allMatch(Double::isFinite)) {
            throw new DataException(
                    s.place() + "expected " + (structure ? "one finite number" : "one finite number of each atom")
                            + " named `" + target + "`, got "
                            + (out.length == expected ? "others" : out.length + " numbers"),
                    otherName());
        }
        return out;
    }

    private static Cure otherName() {
        return Cure.use("a name of numbers that all structures have, ", Setting.argument("target", "NAME"));
    }
}
