package org.lather.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lather.backend.FeatureBlock;
import org.lather.dataset.TrainingRun;
import org.lather.error.Cure;
import org.lather.error.Warning;
import org.lather.structure.Element;

/** Counts the representatives of each element. */
final class ElementCounts {
    private ElementCounts() {}

    /** The number of representatives of each element of the training set, by its symbol; warns of elements without. */
    static Map<String, Integer> of(TrainingRun run, FeatureBlock representatives) {
        Map<String, Integer> out = new LinkedHashMap<>();
        for (int z : run.set().elements()) {
            out.put(Element.symbol(z), 0);
        }
        for (int z : representatives.centers()) {
            out.merge(Element.symbol(z), 1, Integer::sum);
        }
        String without = String.join(
                ", ",
                out.entrySet().stream()
                        .filter(e -> e.getValue() == 0)
                        .map(Map.Entry::getKey)
                        .toList());
        if (!without.isEmpty()) {
            run.warnings()
                    .add(Warning.of(
                            Warning.Kind.ELEMENTS_WITHOUT_REPRESENTATIVES,
                            "no representative has " + without + " as its centre, so the model knows nothing of such"
                                    + " atoms but their baseline",
                            Cure.text("Use more representatives than elements (model.representatives.count)")));
        }
        return out;
    }
}
