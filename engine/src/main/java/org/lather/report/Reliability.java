package org.lather.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Errors beside predictive standard deviations u, over the pairs that were kept.
 *
 * @param groups of equal numbers of pairs, in the order of u
 * @param ratios |error| / u in ascending order
 */
record Reliability(List<Group> groups, List<Double> ratios) {
    private static final int GROUPS = 10;
    private static final int LEAST = 20;

    /** The root mean squares of standard deviations and errors of a group of pairs. */
    record Group(double uncertainty, double error, int count) {}

    static Reliability of(List<Pair> pairs) {
        List<Pair> sorted = pairs.stream()
                .filter(p -> p.uncertainty() > 0)
                .sorted(Comparator.comparingDouble(Pair::uncertainty))
                .toList();
        return new Reliability(
                groups(sorted),
                sorted.stream().map(p -> Math.abs(p.ratio())).sorted().toList());
    }

    private static List<Group> groups(List<Pair> sorted) {
        int n = sorted.size();
        int count = Math.min(GROUPS, n / LEAST);
        List<Group> out = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            int from = (int) ((long) n * g / count);
            int to = (int) ((long) n * (g + 1) / count);
            double e = 0;
            double u = 0;
            for (Pair p : sorted.subList(from, to)) {
                e += p.error() * p.error();
                u += p.uncertainty() * p.uncertainty();
            }
            out.add(new Group(Math.sqrt(u / (to - from)), Math.sqrt(e / (to - from)), to - from));
        }
        return out;
    }

    /** Whether there are enough pairs to be shown as groups. */
    boolean isShown() {
        return groups.size() > 1;
    }

    /** The fraction of errors within a number of standard deviations. */
    double coverage(double z) {
        int within = 0;
        for (double r : ratios) {
            within += r <= z ? 1 : 0;
        }
        return (double) within / ratios.size();
    }
}
