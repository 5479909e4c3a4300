package org.lather.gram;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FormBlock;
import org.lather.error.Cure;
import org.lather.kernel.Covariance;
import org.lather.structure.DataException;

/**
 * Which terms of a kernel predictions fold, see {@link FoldedSums}. It is chosen by the number of multiplications of an
 * environment and depends on the model and the memory alone, so that values are the same bits whatever else is
 * predicted.
 *
 * @param zeta exponent of the kernel
 * @param scalars number of scalar targets
 */
public record FoldingPlan(double zeta, int scalars, List<Term> terms) {
    /** The share of the memory that forms may take. */
    private static final int SHARE = 4;

    /**
     * One term of the kernel.
     *
     * @param columns number of features d
     * @param representatives mean number of representatives that an environment is compared with: those of its element
     *     if only centres of the same element have a covariance
     * @param unfolded multiplications of an environment in sums over the representatives
     * @param folded multiplications of an environment in forms; the same number if they do not fold
     * @param bytes bytes of the forms
     * @param isFolded whether the term is folded
     */
    public record Term(int columns, double representatives, long unfolded, long folded, long bytes, boolean isFolded) {
        private Term with(boolean use) {
            return new Term(columns, representatives, unfolded, folded, bytes, use);
        }
    }

    /**
     * The targets of a model.
     *
     * @param scalars number of targets whose values are predicted
     * @param gradients number of those whose gradients are predicted; 0 where a model is trained without derivatives
     */
    public record Targets(int scalars, int gradients) {}

    public FoldingPlan {
        terms = List.copyOf(terms);
    }

    /**
     * The plan of a model without a limit of memory.
     *
     * @param representatives one block for each term
     */
    public static FoldingPlan of(Covariance covariance, List<FeatureBlock> representatives, Targets targets) {
        boolean possible = FoldedSums.isPossible(covariance) && targets.scalars > 0;
        boolean any = covariance.centers() == Covariance.Centers.ANY;
        return new FoldingPlan(
                covariance.zeta(),
                targets.scalars,
                representatives.stream()
                        .map(z -> term(z, any, possible ? (int) covariance.zeta() : 0, targets))
                        .toList());
    }

    /** @param degree 1 or 2; 0 if the sums are no forms */
    private static Term term(FeatureBlock z, boolean any, int degree, Targets targets) {
        int d = z.columns();
        double mean = 0;
        int[] elements = FoldedSums.elements(z);
        for (int element : elements) {
            double count = Arrays.stream(z.centers()).filter(c -> c == element).count();
            mean += count * count / z.rows();
        }
        double compared = any ? z.rows() : mean;
        // values of all targets share one product with the representatives; each gradient takes two
        boolean values = targets.gradients < targets.scalars;
        long unfolded = Math.round(compared * d * ((values ? 1 : 0) + 2.0 * targets.gradients));
        long length = FormBlock.length(degree, d);
        long folded = length * (targets.gradients + (values ? targets.scalars : 0));
        long bytes = 8 * length * targets.scalars * (any ? 1 : elements.length);
        boolean possible = degree > 0 && length <= Integer.MAX_VALUE - 8;
        return possible
                ? new Term(d, compared, unfolded, folded, bytes, folded < unfolded)
                : new Term(d, compared, unfolded, unfolded, 0, false);
    }

    /** Whether terms can be folded at all. */
    public boolean isPossible() {
        return terms.stream().allMatch(t -> t.bytes > 0);
    }

    /**
     * The plan for a choice of the caller.
     *
     * @throws DataException for {@link Folding#ALWAYS} if the sums are no forms
     */
    public FoldingPlan with(Folding folding) {
        if (folding == Folding.ALWAYS && !isPossible()) {
            throw new DataException(
                    "expected a model of scalars with a kernel of zeta 1 or 2, whose sums can be folded, got zeta "
                            + zeta + " and " + scalars + " scalar targets",
                    Cure.option("folding", "auto"));
        }
        return folding == Folding.AUTO ? this : all(folding == Folding.ALWAYS);
    }

    /** This plan, or one that folds nothing if the forms take more than a quarter of a budget. */
    public FoldingPlan within(long budgetBytes) {
        return bytes() <= budgetBytes / SHARE ? this : all(false);
    }

    /**
     * This plan with the terms folded that another plan folds.
     *
     * @param other a plan of the same representatives for fewer targets
     */
    public FoldingPlan as(FoldingPlan other) {
        return new FoldingPlan(
                zeta,
                scalars,
                IntStream.range(0, terms.size())
                        .mapToObj(s -> terms.get(s).with(other.folds(s)))
                        .toList());
    }

    private FoldingPlan all(boolean use) {
        return new FoldingPlan(
                zeta, scalars, terms.stream().map(t -> t.with(use)).toList());
    }

    /** Whether a term is folded. */
    public boolean folds(int term) {
        return terms.get(term).isFolded;
    }

    /** Whether any term is folded. */
    public boolean folds() {
        return terms.stream().anyMatch(Term::isFolded);
    }

    /** The number of features of the terms that are not folded. */
    public long unfoldedColumns() {
        return terms.stream().filter(t -> !t.isFolded).mapToLong(Term::columns).sum();
    }

    /** The bytes of the forms on the host, and of the form in which a backend multiplies them. */
    public long bytes() {
        return terms.stream().filter(Term::isFolded).mapToLong(t -> 2 * t.bytes).sum();
    }
}
