package org.lather.survey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lather.backend.Progress;
import org.lather.dataset.DistanceCheck;
import org.lather.error.Warning;
import org.lather.neighbour.NeighbourList;
import org.lather.options.Domain;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.target.Baseline;

/** What one pass over structures finds: their sizes, elements, distances, and the names and values of labels. */
public final class Survey {
    /** Every structure below this index is measured, then one in so many. */
    private static final int MEASURED = 64;

    private static final int MOST_MEASURED = 256;
    private static final int MOST_ATOMS = 400;

    /** Å, beyond the nearest neighbour of an atom of any condensed matter. */
    private static final double REACH = 6;

    /** Å, longer than bonds to hydrogen and most bonds of first-row elements, shorter than those of metals. */
    private static final double BOND = 1.6;

    private final Structures source;
    private final TreeMap<Integer, Long> elements = new TreeMap<>();
    private final TreeSet<Integer> freeAtoms = new TreeSet<>();
    private final Map<String, Labels> keys = new LinkedHashMap<>();
    private final Map<String, Labels> columns = new LinkedHashMap<>();
    private final DistanceCheck distances = new DistanceCheck();
    private int structures;
    private int periodic;
    private int periodicEverywhere;
    private long atoms;
    private int largest;
    private int measured;
    private final List<Double> nearest = new ArrayList<>();

    private Survey(Structures source) {
        this.source = source;
    }

    /**
     * Reads all structures.
     *
     * @throws DataException if there is none, or one cannot be used
     */
    public static Survey of(Structures source, Progress progress) {
        Survey survey = new Survey(source);
        progress.stage("reading", 0);
        try (Frames frames = source.frames()) {
            while (frames.hasNext()) {
                survey.add(frames.next());
                progress.advance(1);
            }
        }
        if (survey.structures == 0) {
            throw new DataException("expected at least one structure, found none: " + source.emptiness());
        }
        return survey;
    }

    private void add(Structure s) {
        structures++;
        atoms += s.size();
        largest = Math.max(largest, s.size());
        periodic += s.cell().anyPeriodic() ? 1 : 0;
        periodicEverywhere += s.cell().periodicEverywhere() ? 1 : 0;
        for (int i = 0; i < s.size(); i++) {
            elements.merge(s.atomicNumber(i), 1L, Long::sum);
        }
        boolean free = Baseline.IsolatedAtoms.isFreeAtom(s);
        if (free) {
            freeAtoms.add(s.atomicNumber(0));
        }
        s.keys().forEach(k -> keys.computeIfAbsent(k, n -> new Labels(n, false)).add(s));
        s.annotations()
                .columns()
                .forEach(c ->
                        columns.computeIfAbsent(c, n -> new Labels(n, true)).add(s));
        if (!free) {
            measure(s);
        }
    }

    private void measure(Structure s) {
        boolean wanted = structures <= MEASURED || structures % MEASURED == 0;
        if (!wanted || measured == MOST_MEASURED || (s.size() > MOST_ATOMS && measured > 0)) {
            return;
        }
        measured++;
        distances.add(s);
        NeighbourList pairs = NeighbourList.of(s, REACH);
        for (int i = 0; i < s.size(); i++) {
            double least = Double.POSITIVE_INFINITY;
            for (int p = pairs.start(i); p < pairs.end(i); p++) {
                least = Math.min(least, pairs.distances()[p]);
            }
            if (least < REACH) {
                nearest.add(least);
            }
        }
    }

    /** The structures. */
    public Structures source() {
        return source;
    }

    /** The number of structures. */
    public int structures() {
        return structures;
    }

    /** The number of atoms of all structures. */
    public long atoms() {
        return atoms;
    }

    /** The largest number of atoms of a structure. */
    public int largest() {
        return largest;
    }

    /** The number of atoms of each element, by its atomic number. */
    public Map<Integer, Long> elements() {
        return elements;
    }

    /** The symbols of the elements. */
    String symbols() {
        return String.join(", ", elements.keySet().stream().map(Element::symbol).toList());
    }

    /** The atomic numbers of the structures that are free atoms. */
    Set<Integer> freeAtoms() {
        return freeAtoms;
    }

    /** The number of structures that are periodic in at least one direction. */
    int periodic() {
        return periodic;
    }

    /** The number of structures that are periodic in three directions. */
    int periodicEverywhere() {
        return periodicEverywhere;
    }

    Domain domain() {
        return periodic > 0 ? Domain.MATERIALS : Domain.MOLECULES;
    }

    /** Whether structures are periodic and made of molecules: crystals, liquids, or layers on a surface. */
    boolean isCondensedMolecules() {
        return periodic > 0 && nearestDistance() < BOND;
    }

    /** The median of the distances from atoms to their nearest neighbour, Å; NaN if no atom has one near. */
    double nearestDistance() {
        double[] sorted =
                nearest.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    /** The statistics of all keys and columns, in the order of the file. */
    List<Labels> labels() {
        List<Labels> out = new ArrayList<>(keys.values());
        out.addAll(columns.values());
        return out;
    }

    Optional<Labels> key(String name) {
        return Optional.ofNullable(keys.get(name));
    }

    Optional<Labels> column(String name) {
        return Optional.ofNullable(columns.get(name));
    }

    boolean hasKeys(String... names) {
        return Arrays.stream(names).allMatch(keys::containsKey);
    }

    /** The warning that positions look like bohr, if they do. */
    Optional<Warning> distanceWarning() {
        return distances.warning(source.description());
    }
}
