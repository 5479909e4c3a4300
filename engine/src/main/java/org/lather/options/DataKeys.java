package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Element;
import org.lather.structure.file.AtomTypes;

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

    /** Text, or nothing, which is the empty text. */
    private static final ValueType<String> NAME_OR_NONE = new ValueType<>() {
        @Override
        public String read(OptionsMap map, String key) {
            return map.raw(key) == null ? "" : Scalars.TEXT.read(map, key);
        }

        @Override
        public @Nullable Object write(String name) {
            return name.isEmpty() ? null : name;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("anyOf", List.of(Scalars.TEXT.schema(), Trees.map("type", "null")));
        }
    };

    private static final Key<Data, String> GROUP = Key.of(
                    "group",
                    NAME_OR_NONE,
                    "",
                    Data::group,
                    doc("key whose equal values make structures a group, like a name of the molecule or the trajectory:"
                                    + " no fold of a cross-validation divides a group; every training structure needs it")
                            .absent("none"))
            .onlyIf(data -> !data.group().isEmpty());

    private static final ValueType<AtomTypes> TYPE_MAP = new ValueType<>() {
        @Override
        public AtomTypes read(OptionsMap map, String key) {
            Object value = map.raw(key);
            if (value == null) {
                return AtomTypes.SYMBOLS;
            }
            if (value.equals(AtomTypes.ATOMIC_NUMBERS_WORD)) {
                return AtomTypes.ATOMIC_NUMBERS;
            }
            if (!(value instanceof Map)) {
                throw OptionsException.wrong(
                        map.path(key), "a map like {1: Si, 2: O} or " + AtomTypes.ATOMIC_NUMBERS_WORD, value);
            }
            Map<String, Integer> elements = new LinkedHashMap<>();
            map.child(key)
                    .values()
                    .forEach((type, symbol) -> elements.put(
                            type,
                            Element.of(String.valueOf(symbol))
                                    .orElseThrow(() -> OptionsException.wrong(
                                            map.path(key) + "." + type, "an element's symbol", symbol))
                                    .atomicNumber()));
            return map.build(() -> AtomTypes.of(elements));
        }

        @Override
        public @Nullable Object write(AtomTypes types) {
            if (types.numbers()) {
                return AtomTypes.ATOMIC_NUMBERS_WORD;
            }
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            types.elements().forEach((type, z) -> out.put(type, Element.symbol(z)));
            return out.isEmpty() ? null : out;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            List<String> symbols = IntStream.rangeClosed(1, Element.MAX_ATOMIC_NUMBER)
                    .mapToObj(Element::symbol)
                    .toList();
            return Trees.map(
                    "anyOf",
                    List.of(
                            Trees.map("const", AtomTypes.ATOMIC_NUMBERS_WORD),
                            Trees.map("type", "object", "additionalProperties", Trees.map("enum", symbols)),
                            Trees.map("type", "null")));
        }
    };

    private static final Key<Data, AtomTypes> TYPES = Key.of(
                    "types",
                    TYPE_MAP,
                    AtomTypes.SYMBOLS,
                    Data::types,
                    doc("elements of the types that files have in place of symbols, like `{1: Si, 2: O}`, or"
                                    + " `atomic_numbers` if numbers are atomic numbers; otherwise numbers are refused")
                            .absent("none"))
            .onlyIf(data -> !data.types().equals(AtomTypes.SYMBOLS));

    static final Block<Data> BLOCK = new Block<>(
            List.of(TRAIN, TEST, GROUP, TYPES),
            map -> new Data(map.get(TRAIN), map.get(TEST), map.get(GROUP), map.get(TYPES), map.folder()));

    private DataKeys() {}
}
