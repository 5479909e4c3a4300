package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The block {@code model.svc}. */
final class ClassifierKeys {
    private static final String AUTO = "auto";

    /** A positive number, or the word {@code auto} for one that is found. */
    private static final ValueType<OptionalDouble> PENALTY = new ValueType<>() {
        @Override
        public OptionalDouble read(OptionsMap map, String key) {
            Object value = map.raw(key);
            if (AUTO.equals(value)) {
                return OptionalDouble.empty();
            }
            if (!(value instanceof Number)) {
                throw OptionsException.wrong(map.path(key), "auto or a positive number", value);
            }
            return OptionalDouble.of(Scalars.number(map.path(key), value));
        }

        @Override
        public Object write(OptionalDouble value) {
            return value.isPresent() ? Double.valueOf(value.getAsDouble()) : AUTO;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("anyOf", List.of(Trees.map("const", AUTO), Scalars.POSITIVE.schema()));
        }
    };

    /** The name of a class, which may be a number in the file. */
    private static final ValueType<String> LABEL = new ValueType<>() {
        @Override
        public String read(OptionsMap map, String key) {
            Object value = map.raw(key);
            return value instanceof Number n ? n.toString() : Scalars.text(map.path(key), value);
        }

        @Override
        public Object write(String value) {
            return value;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("type", List.of("string", "number"));
        }
    };

    private static final Key<ClassifierOptions, OptionalDouble> C = Key.of(
            "c",
            PENALTY,
            ClassifierOptions.DEFAULT.c(),
            ClassifierOptions::c,
            doc("penalty C of a structure on the wrong side of its margin: a number, or `auto`, found by"
                    + " cross-validation in `model.folds` folds"));
    private static final Key<ClassifierOptions, ClassifierOptions.ClassWeights> WEIGHTS = Key.of(
            "class_weight",
            Choice.of(ClassifierOptions.ClassWeights.class),
            ClassifierOptions.DEFAULT.weights(),
            ClassifierOptions::weights,
            doc("factor of C by class: `balanced` (inversely proportional to the number of structures of the class)"
                    + " or `none`"));
    private static final Key<ClassifierOptions, String> POSITIVE = Key.<ClassifierOptions, String>of(
                    "positive",
                    LABEL,
                    ClassifierOptions::positive,
                    doc("of two classes the one whose probability is written")
                            .absent("the larger number, or the last text in alphabetical order"))
            .orElse(map -> "")
            .onlyIf(o -> !o.positive().isEmpty());

    static final Block<ClassifierOptions> BLOCK = new Block<>(List.of(C, WEIGHTS, POSITIVE), map -> {
        OptionalDouble c = map.get(C);
        ClassifierOptions.ClassWeights weights = map.get(WEIGHTS);
        String positive = map.get(POSITIVE);
        return map.build(() -> new ClassifierOptions(c, weights, positive));
    });

    private ClassifierKeys() {}
}
