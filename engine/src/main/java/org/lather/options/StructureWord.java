package org.lather.options;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lather.kernel.StructureKernel;

/** The words for kernels of structures in options files. */
enum StructureWord {
    SUM,
    MEAN,
    REMATCH,
    BEST_MATCH,
    /** Sum or mean, as the quantity of a target asks for; no word stands for it. */
    BY_QUANTITY;

    static final Choice<StructureWord> CHOICE = choice();

    private static Choice<StructureWord> choice() {
        Map<String, StructureWord> words = new LinkedHashMap<>();
        words.put("sum", SUM);
        words.put("mean", MEAN);
        words.put("rematch", REMATCH);
        words.put("best_match", BEST_MATCH);
        return Choice.of(words);
    }

    static StructureWord of(Optional<StructureKernel> kernel) {
        return kernel.map(k -> k.match(new StructureKernel.Cases<StructureWord>() {
                    @Override
                    public StructureWord sum() {
                        return SUM;
                    }

                    @Override
                    public StructureWord mean() {
                        return MEAN;
                    }

                    @Override
                    public StructureWord rematch(StructureKernel.Rematch rematch) {
                        return REMATCH;
                    }

                    @Override
                    public StructureWord bestMatch() {
                        return BEST_MATCH;
                    }
                }))
                .orElse(BY_QUANTITY);
    }

    /** @param gamma γ of a regularised-entropy match */
    Optional<StructureKernel> kernel(double gamma) {
        return switch (this) {
            case SUM -> Optional.of(new StructureKernel.Sum());
            case MEAN -> Optional.of(new StructureKernel.Mean());
            case REMATCH -> Optional.of(new StructureKernel.Rematch(gamma));
            case BEST_MATCH -> Optional.of(new StructureKernel.BestMatch());
            case BY_QUANTITY -> Optional.empty();
        };
    }
}
