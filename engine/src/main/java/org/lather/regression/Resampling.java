package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lather.error.Cure;
import org.lather.error.Setting;
import org.lather.options.UncertaintyOptions;
import org.lather.structure.DataException;

/**
 * The members of a committee that are fitted to parts of the training set (Musil et al. 2019,
 * doi:10.1021/acs.jctc.8b00959): each to one half of the bins into which it is divided. The members 2 k and 2 k + 1
 * have complementary halves, so that each bin is out of bag of as many members as it is in (balanced half-samples,
 * McCarthy 1969, doi:10.2307/1402116). Where a prediction is linear in the bins, the variance of such members is that
 * of the fit to all bins.
 */
public final class Resampling {
    /** [member][bin]: whether a bin is in it. */
    private final boolean[][] in;
    /** [bin]: whether it has rows. */
    private final boolean[] filled;

    private Resampling(boolean[][] in, boolean[] filled) {
        this.in = in;
        this.filled = filled;
    }

    /**
     * Draws the members.
     *
     * @param rows number of rows in each bin
     * @param seed of the choice of halves
     * @param of what is fitted, for messages
     * @throws DataException if too few bins have rows for members that differ
     */
    static Resampling of(long[] rows, int members, long seed, String of) {
        boolean[] filled = new boolean[rows.length];
        int[] bins = IntStream.range(0, rows.length).filter(f -> rows[f] > 0).toArray();
        for (int f : bins) {
            filled[f] = true;
        }
        double halves = UncertaintyOptions.halves(bins.length);
        // the complement of a half is another one, if their number is even
        double pairs = bins.length % 2 == 0 ? halves / 2 : halves;
        if (pairs < members / 2.0) {
            throw new DataException(
                    "the committee of " + members + " members of `" + of
                            + "` needs more bins of structures with labels," + " got " + bins.length,
                    Cure.use(Setting.key("model.uncertainty", "label_noise")),
                    Cure.text("Use more structures, or fewer members"));
        }
        SplittableRandom random = new SplittableRandom(seed);
        Set<List<Integer>> seen = new LinkedHashSet<>();
        List<boolean[]> out = new ArrayList<>();
        while (out.size() < members) {
            boolean[] half = half(bins, rows.length, random);
            boolean[] rest = new boolean[rows.length];
            for (int f : bins) {
                rest[f] = !half[f];
            }
            if (seen.add(list(half)) && (bins.length % 2 != 0 || seen.add(list(rest)))) {
                out.add(half);
                out.add(rest);
            }
        }
        return new Resampling(out.subList(0, members).toArray(boolean[][]::new), filled);
    }

    private static boolean[] half(int[] bins, int count, SplittableRandom random) {
        int[] order = bins.clone();
        boolean[] out = new boolean[count];
        for (int i = 0; i < bins.length / 2; i++) {
            int j = i + random.nextInt(order.length - i);
            out[order[j]] = true;
            order[j] = order[i];
        }
        return out;
    }

    private static List<Integer> list(boolean[] half) {
        return IntStream.range(0, half.length).filter(f -> half[f]).boxed().toList();
    }

    /** The number of members. */
    public int members() {
        return in.length;
    }

    /** The number of bins. */
    public int bins() {
        return filled.length;
    }

    /** The bins of a member. */
    boolean[] of(int member) {
        return in[member].clone();
    }

    /** All bins but one. */
    boolean[] without(int bin) {
        boolean[] out = new boolean[filled.length];
        Arrays.fill(out, true);
        out[bin] = false;
        return out;
    }

    /** Whether a bin has rows. */
    boolean isFilled(int bin) {
        return filled[bin];
    }

    /** The members that were fitted without a bin, ascending. */
    public int[] outOfBag(int bin) {
        return IntStream.range(0, in.length).filter(k -> !in[k][bin]).toArray();
    }

    /**
     * The factor from the standard deviation of the members out of bag of a bin to one that compares with errors as the
     * standard deviation of all members does. With B bins, those members are halves of B − 1 of them, whose variance is
     * smaller by the ratio of 1 − h/(B − 1) and 1 − h/B, h = B/2 (sampling from a finite population). Complementary
     * members are one degree of freedom, of which there are ν = M/2 among all members and ν − 1 among those; the mean
     * of 1/s² is larger than 1/σ² by ν/(ν − 2).
     */
    public double factor() {
        double b = list(filled).size();
        double population = 0.5 / (1 - 0.5 * b / (b - 1));
        double all = in.length / 2.0;
        double own = all - 1;
        return Math.sqrt(population * (own / (own - 2)) / (all / (all - 2)));
    }
}
