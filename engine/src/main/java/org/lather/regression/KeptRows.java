package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.lather.backend.Accumulator;
import org.lather.backend.RidgeSystem;
import org.lather.dataset.TrainingRun;

/** The rows over all structures of the groups of a layout, in a scratch file, to be solved by iteration. */
final class KeptRows implements GroupSums, StreamedRidge.Report {
    private final TrainingRun run;
    private final SumLayout layout;
    private final ScratchFile file;
    private final List<RowSums> rows = new ArrayList<>();

    /** @param parts the rows that each device computed, in the order of the layout */
    KeptRows(TrainingRun run, SumLayout layout, ScratchFile file, List<List<Accumulator>> parts) {
        this.run = run;
        this.layout = layout;
        this.file = file;
        for (int i = 0; i < layout.size(); i++) {
            RowSums sum = (RowSums) parts.get(0).get(i);
            for (List<Accumulator> part : parts.subList(1, parts.size())) {
                sum.merge((RowSums) part.get(i));
            }
            rows.add(sum);
        }
    }

    private StreamedSystem streamed(int group) {
        List<List<RowSums>> kinds = new ArrayList<>();
        for (int k = 0; k < layout.apart(group); k++) {
            int from = layout.index(group, k, 0);
            kinds.add(rows.subList(from, from + layout.folds()));
        }
        return new StreamedSystem(
                file,
                kinds,
                RowSketch.rank(rows.get(0).size()),
                run.backend(),
                () -> run.execution().check("Nothing was kept."));
    }

    @Override
    public RidgeSystem system(int group) {
        StreamedSystem streamed = streamed(group);
        double[] ones = new double[streamed.types()];
        Arrays.fill(ones, 1);
        return new StreamedRidge(streamed, ones, this);
    }

    @Override
    public RowTypeFits types(int group) {
        return new StreamedRowTypes(streamed(group), this);
    }

    @Override
    public void solved(int iterations, double error, double rounding) {
        note(String.format(
                Locale.ROOT,
                "%d iterations; errors of predictions relative to the noise: iteration %.1e, rows %.1e",
                iterations,
                error,
                rounding));
    }

    @Override
    public void leftOut(double noise) {
        note(String.format(
                Locale.ROOT,
                "a noise of %.2g is not considered: it is too small for the rows, or its fits take more than %d"
                        + " iterations",
                noise,
                StreamedSystem.MOST));
    }

    private void note(String text) {
        run.execution().progress().note("solver    " + text);
    }
}
