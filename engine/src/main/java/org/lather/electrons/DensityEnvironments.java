package org.lather.electrons;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.structure.Structure;

/**
 * The representative environments of a density: atoms of structures, which a model keeps in place of the features, as
 * those of high orders need far more memory.
 *
 * @param structures structures with representatives, without annotations
 * @param structure index of the structure of each representative; representatives are ordered by element
 * @param atom index of its atom
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record DensityEnvironments(List<Structure> structures, int[] structure, int[] atom) {
    /** The number of environments whose features are computed at a time. */
    private static final int RANGE = 256;

    /** @throws IllegalArgumentException if a representative is not an atom of its structure, or elements are mixed */
    public DensityEnvironments {
        structures = List.copyOf(structures);
        if (structure.length != atom.length) {
            throw new IllegalArgumentException(
                    "expected an atom of each representative, got " + atom.length + " of " + structure.length);
        }
        int before = 0;
        for (int j = 0; j < atom.length; j++) {
            if (structure[j] < 0
                    || structure[j] >= structures.size()
                    || atom[j] < 0
                    || atom[j] >= structures.get(structure[j]).size()) {
                throw new IllegalArgumentException(
                        "expected atoms of structures, got atom " + atom[j] + " of structure " + structure[j]);
            }
            int z = structures.get(structure[j]).atomicNumber(atom[j]);
            if (z < before) {
                throw new IllegalArgumentException("expected representatives ordered by element");
            }
            before = z;
        }
    }

    /** Chooses atoms of many structures, given by their numbers structure by structure, atom by atom. */
    static DensityEnvironments of(List<Structure> all, long[] chosen) {
        long[] starts = new long[all.size() + 1];
        for (int s = 0; s < all.size(); s++) {
            starts[s + 1] = starts[s] + all.get(s).size();
        }
        List<Structure> kept = new ArrayList<>();
        Map<Integer, Integer> place = new LinkedHashMap<>();
        int[] structure = new int[chosen.length];
        int[] atom = new int[chosen.length];
        int[] z = new int[chosen.length];
        for (int j = 0; j < chosen.length; j++) {
            int found = Arrays.binarySearch(starts, chosen[j]);
            int s = found >= 0 ? found : -found - 2;
            Structure own = all.get(s);
            structure[j] = place.computeIfAbsent(s, key -> {
                kept.add(own.with(own.annotations().originOnly()));
                return kept.size() - 1;
            });
            atom[j] = (int) (chosen[j] - starts[s]);
            z[j] = own.atomicNumber(atom[j]);
        }
        int[] order = IntStream.range(0, chosen.length)
                .boxed()
                .sorted(Comparator.comparingInt(j -> z[j]))
                .mapToInt(Integer::intValue)
                .toArray();
        return new DensityEnvironments(
                kept,
                Arrays.stream(order).map(j -> structure[j]).toArray(),
                Arrays.stream(order).map(j -> atom[j]).toArray());
    }

    /** The number of representatives. */
    int size() {
        return atom.length;
    }

    /** The atomic number of a representative. */
    int center(int j) {
        return structures.get(structure[j]).atomicNumber(atom[j]);
    }

    /** The first representative of an element, and the number of them. */
    int[] of(int atomicNumber) {
        int first = 0;
        while (first < size() && center(first) < atomicNumber) {
            first++;
        }
        int end = first;
        while (end < size() && center(end) == atomicNumber) {
            end++;
        }
        return new int[] {first, end - first};
    }

    /** Computes the features of some representatives, rows [representative][2λ+1]. */
    FeatureBlock features(Backend backend, Channels channels, Descriptor descriptor, int[] which) {
        int c = descriptor.components();
        int columns = descriptor.columns(channels);
        double[] values = new double[Math.multiplyExact(which.length * c, columns)];
        int[] starts = new int[structures.size()];
        int environments = 0;
        for (int s = 0; s < starts.length; s++) {
            starts[s] = environments;
            environments += structures.get(s).size();
        }
        try (Batch batch = backend.upload(structures, channels)) {
            for (int from = 0; from < environments; from += RANGE) {
                int to = Math.min(environments, from + RANGE);
                int first = from;
                int[] inside = IntStream.range(0, which.length)
                        .filter(k -> at(starts, which[k]) >= first && at(starts, which[k]) < to)
                        .toArray();
                if (inside.length == 0) {
                    continue;
                }
                try (Features f = backend.features(new Range(batch, from, to), descriptor)) {
                    for (int k : inside) {
                        int row = (at(starts, which[k]) - from) * c;
                        f.download(row, row + c, values, k * c * columns);
                    }
                }
            }
        }
        int[] centers = new int[which.length * c];
        Arrays.setAll(centers, i -> center(which[i / c]));
        return new FeatureBlock(values, columns, centers);
    }

    private int at(int[] starts, int j) {
        return starts[structure[j]] + atom[j];
    }
}
