package org.lather.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.lather.execution.MemoryPlan;
import org.lather.gram.FoldingPlan;

/** The lines of {@code lather model show} that say how predictions compute the sums over representatives. */
final class FoldedLines {
    private FoldedLines() {}

    /** Returns a line for each term of the kernel; no line if the model has no scalar target. */
    static List<String> of(FoldingPlan plan, long budgetBytes) {
        List<String> out = new ArrayList<>();
        FoldingPlan within = plan.within(budgetBytes);
        for (int s = 0; s < plan.terms().size() && plan.scalars() > 0; s++) {
            out.add(line(plan, s, within.folds(s)));
        }
        return out;
    }

    private static String line(FoldingPlan plan, int term, boolean folded) {
        FoldingPlan.Term t = plan.terms().get(term);
        String unfolded = String.format(Locale.ROOT, "%,d multiplications for an environment", t.unfolded());
        if (folded) {
            return String.format(
                    Locale.ROOT,
                    "sums             folded: %,d multiplications for an environment instead of %,d, in %s",
                    t.folded(),
                    t.unfolded(),
                    MemoryPlan.text(t.bytes()));
        }
        String over = "sums             over representatives: " + unfolded;
        if (t.isFolded()) {
            return over
                    + String.format(
                            Locale.ROOT,
                            "; folded %,d, but %s are more than a quarter of the memory",
                            t.folded(),
                            MemoryPlan.text(plan.bytes()));
        }
        return t.bytes() > 0
                ? over + String.format(Locale.ROOT, "; folded %,d", t.folded())
                : over + String.format(Locale.ROOT, "; those of zeta %s do not fold", zeta(plan.zeta()));
    }

    private static String zeta(double zeta) {
        return zeta == Math.rint(zeta) ? String.valueOf((long) zeta) : String.valueOf(zeta);
    }
}
