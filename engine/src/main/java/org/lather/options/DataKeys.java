package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The block {@code data}. */
final class DataKeys {
    private static final ValueType<List<String>> FILES = new ValueType<>() {
        @Override
        public List<String> read(OptionsMap map, String key) {
            return Scalars.texts(map.path(key), "a path or a list of paths", map.raw(key));
        }

        @Override
        public Object write(List<String> files) {
            return files.size() == 1 ? files.get(0) : files;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            Map<String, @Nullable Object> one = Trees.map("type", "string", "pattern", "\\S");
            return Trees.map(
                    "anyOf", List.of(one, Trees.map("type", "array", "items", one), Trees.map("type", "null")));
        }
    };

    private static final Key<Data, List<String>> TRAIN = Key.of(
            "train",
            FILES,
            List.of(),
            Data::train,
            doc("training structures: a path or a list of paths, each with an optional slice"
                            + " `file@start:stop:step` as in Python; required for training")
                    .absent("none"));
    private static final Key<Data, List<String>> TEST = Key.of(
                    "test",
                    FILES,
                    List.of(),
                    Data::test,
                    doc("test structures in the same form; `lather train` prints their errors, `lather curve` requires them")
                            .absent("none"))
            .onlyIf(data -> !data.test().isEmpty());

    static final Block<Data> BLOCK =
            new Block<>(List.of(TRAIN, TEST), map -> new Data(map.get(TRAIN), map.get(TEST), map.folder()));

    private DataKeys() {}
}
