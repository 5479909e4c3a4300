package org.lather.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Errors e beside predictive standard deviations u, over the pairs that were kept.
 *
 * @param count the number of pairs with u &gt; 0
 * @param rmsZ √⟨(e/u)²⟩, 1 where standard deviations are right, larger where they are too small
 * @param logLikelihood mean negative logarithm of the likelihood, ⟨½ ln(2π u²) + ½ (e/u)²⟩, in the unit of the target
 * @param ence expected normalised calibration error, the mean over groups of |√⟨e²⟩ − √⟨u²⟩| / √⟨u²⟩ (D. Levi et al.,
 *     Sensors 22, 5540 (2022), doi:10.3390/s22155540)
 * @param groups of equal numbers of pairs, in the order of u
 * @param ratios |e/u| in ascending order
 */
record Reliability(int count, double rmsZ, double logLikelihood, double ence, List<Group> groups, List<Double> ratios) {
    private static final int GROUPS = 10;
    private static final int LEAST = 20;

    /** The root mean squares of standard deviations and errors of a group of pairs. */
    record Group(double uncertainty, double error, int count) {}

    static Reliability of(List<Pair> pairs) {
        List<Pair> sorted = pairs.stream()
                .filter(p -> p.uncertainty() > 0)
                .sorted(Comparator.comparingDouble(Pair::uncertainty))
                .toList();
        int n = sorted.size();
        double squares = 0;
        double likelihood = 0;
        for (Pair p : sorted) {
            squares += p.ratio() * p.ratio();
            likelihood += 0.5 * Math.log(2 * Math.PI * p.uncertainty() * p.uncertainty()) + 0.5 * p.ratio() * p.ratio();
        }
        List<Group> groups = groups(sorted);
        double ence = groups.stream()
                .mapToDouble(g -> Math.abs(g.error - g.uncertainty) / g.uncertainty)
                .average()
                .orElse(Double.NaN);
        return new Reliability(
                n,
                Math.sqrt(squares / n),
                likelihood / n,
                ence,
                groups,
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

    /** The fraction of errors within a number of standard deviations. */
    double coverage(double z) {
        int within = 0;
        for (double r : ratios) {
            within += r <= z ? 1 : 0;
        }
        return (double) within / count;
    }
}
