package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.lather.dataset.EnvironmentCenters;
import org.lather.structure.Element;

/**
 * A choice of environments in which every element of the training set has some centres. A random choice has each
 * element by its share of the environments, and often none of a rare one, of which a model then knows nothing. So each
 * element has at least five, or as many as there are, but together no more than a quarter of the choice. A choice in
 * which all elements have these is left as it is.
 */
final class ElementShares {
    private static final int FLOOR = 5;

    /** Elements together have at least one part in this many of a choice. */
    private static final int PART = 4;

    private ElementShares() {}

    /** Draws a number of the learnt environments of a training set at random, ascending. */
    static long[] random(EnvironmentCenters centers, int count, long seed) {
        long[] drawn = drawn(centers, count, seed);
        int[] places = new int[drawn.length];
        Arrays.setAll(places, i -> i);
        SortedMap<Integer, Integer> lacking =
                lacking(places, i -> centers.atomicNumber(drawn[i]), centers.learntCounts(), drawn.length);
        if (lacking.isEmpty()) {
            return drawn;
        }
        List<Long> all = new ArrayList<>();
        Arrays.stream(drawn).forEach(all::add);
        lacking.forEach((z, more) -> {
            List<Long> others = new ArrayList<>();
            for (long e = 0; e < centers.size(); e++) {
                if (centers.atomicNumber(e) == z && Arrays.binarySearch(drawn, e) < 0) {
                    others.add(e);
                }
            }
            Collections.shuffle(others, new Random(seed + z));
            all.addAll(others.subList(0, Math.min(more, others.size())));
        });
        int[] numbers = all.stream().mapToInt(centers::atomicNumber).toArray();
        int[] kept = without(all.size() - drawn.length, drawn.length, i -> numbers[i], centers.learntCounts(), seed);
        return Arrays.stream(kept).mapToLong(all::get).sorted().toArray();
    }

    /** Draws learnt environments, ascending. */
    private static long[] drawn(EnvironmentCenters centers, int count, long seed) {
        long[] places = RandomSample.of(centers.learnt(), count, seed);
        if (centers.learnt() == centers.size()) {
            return places;
        }
        int next = 0;
        long seen = 0;
        for (long e = 0; next < places.length; e++) {
            if (centers.isLearnt(e) && seen++ == places[next]) {
                places[next++] = e;
            }
        }
        return places;
    }

    /**
     * Completes a choice from a pool: environments that were chosen last give way to others of elements that lack some.
     *
     * @param chosen places in the pool, in the order of the choice
     * @param center atomic number of a place in the pool
     * @param pool number of places
     */
    static int[] complete(int[] chosen, IntUnaryOperator center, int pool) {
        long[] here = new long[Element.MAX_ATOMIC_NUMBER + 1];
        for (int i = 0; i < pool; i++) {
            here[center.applyAsInt(i)]++;
        }
        SortedMap<Integer, Integer> lacking = lacking(chosen, center, here, chosen.length);
        if (lacking.isEmpty()) {
            return chosen;
        }
        boolean[] taken = new boolean[pool];
        Arrays.stream(chosen).forEach(i -> taken[i] = true);
        List<Integer> all = new ArrayList<>();
        Arrays.stream(chosen).forEach(all::add);
        for (int i = 0; i < pool; i++) {
            int more = lacking.getOrDefault(center.applyAsInt(i), 0);
            if (more > 0 && !taken[i]) {
                lacking.put(center.applyAsInt(i), more - 1);
                all.add(i);
            }
        }
        int surplus = all.size() - chosen.length;
        long[] have = new long[here.length];
        all.forEach(i -> have[center.applyAsInt(i)]++);
        int[] floors = floors(here, chosen.length);
        for (int i = chosen.length - 1; i >= 0 && surplus > 0; i--) {
            int z = center.applyAsInt(chosen[i]);
            if (have[z] > floors[z]) {
                have[z]--;
                surplus--;
                all.remove(i);
            }
        }
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The number of environments that each element lacks, of elements that lack any. */
    private static SortedMap<Integer, Integer> lacking(
            int[] places, IntUnaryOperator center, long[] available, int count) {
        int[] floors = floors(available, count);
        for (int i : places) {
            floors[center.applyAsInt(i)]--;
        }
        SortedMap<Integer, Integer> out = new TreeMap<>();
        for (int z = 0; z < floors.length; z++) {
            if (floors[z] > 0) {
                out.put(z, floors[z]);
            }
        }
        return out;
    }

    /** The least number of environments of each element in a choice; at least one as long as there is room. */
    private static int[] floors(long[] available, int count) {
        int elements = (int) Arrays.stream(available).filter(n -> n > 0).count();
        int floor = Math.max(1, Math.min(FLOOR, count / (PART * Math.max(1, elements))));
        int[] out = new int[available.length];
        int room = count;
        List<Integer> byNumber = new ArrayList<>();
        for (int z = 0; z < available.length; z++) {
            if (available[z] > 0) {
                byNumber.add(z);
            }
        }
        byNumber.sort((a, b) -> Long.compare(available[b], available[a]));
        for (int z : byNumber) {
            out[z] = (int) Math.min(Math.min(floor, room), available[z]);
            room -= out[z];
        }
        return out;
    }

    /** The places that are left when some are removed at random, from elements that have more than their floor. */
    private static int[] without(int surplus, int count, IntUnaryOperator center, long[] available, long seed) {
        int[] floors = floors(available, count);
        int n = count + surplus;
        long[] have = new long[available.length];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            have[center.applyAsInt(i)]++;
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        int left = surplus;
        boolean[] removed = new boolean[n];
        for (int i : order) {
            int z = center.applyAsInt(i);
            if (left > 0 && have[z] > floors[z]) {
                have[z]--;
                left--;
                removed[i] = true;
            }
        }
        return java.util.stream.IntStream.range(0, n).filter(i -> !removed[i]).toArray();
    }
}
