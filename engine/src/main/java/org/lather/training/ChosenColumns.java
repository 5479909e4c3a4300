package org.lather.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lather.basis.ColumnSelection;
import org.lather.dataset.TrainingRun;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.options.Representation;

/** The columns of features that some training structures choose, chosen once for all trainings with equal features. */
final class ChosenColumns {
    private final Map<Choice, List<Columns>> known = new HashMap<>();

    /** The features of a representation. */
    record Features(Descriptor descriptor, Representation.Chosen chosen) {
        static Features of(Representation r) {
            return new Features(r.descriptor(), r.chosen());
        }
    }

    /** What a choice depends on. */
    private record Choice(List<Features> features, long seed) {}

    /** Returns a training on the same structures as the others with its columns. */
    TrainingRun decided(TrainingRun run) {
        List<Representation> all = run.options().representations();
        Choice choice = new Choice(
                all.stream().map(Features::of).toList(), run.options().model().seed());
        List<Columns> columns = known.computeIfAbsent(
                choice,
                k -> ColumnSelection.decided(run).options().representations().stream()
                        .map(Representation::columns)
                        .toList());
        List<Representation> decided = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            decided.add(columns.get(i).isAll() ? all.get(i) : all.get(i).withColumns(columns.get(i)));
        }
        return ColumnSelection.decided(run, decided);
    }
}
