package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lather.density.Embedding;
import org.lather.structure.Element;

/** The key {@code channels} of a density. */
final class ChannelKeys {
    private static final String ELEMENTS = "elements";
    private static final String WEIGHTS = "weights";
    private static final String PROPERTIES_WORD = "properties";
    private static final String LEARNT = "learnt";

    /**
     * Channels by the similarity of elements.
     *
     * @param learnt whether these are the start of channels that are learnt
     */
    private record Mixed(Embedding.FromProperties similarity, boolean learnt) {
        Embedding embedding() {
            return learnt ? new Embedding.Learnt(similarity) : similarity;
        }
    }

    private static final Key<Mixed, Integer> COUNT = Key.of(
            "count",
            Scalars.count(1),
            4,
            mixed -> mixed.similarity().count(),
            doc("number of channels; as many as there are elements if there are fewer"));
    private static final Key<Mixed, String> FROM = Key.of(
            "from",
            Choice.of(PROPERTIES_WORD, LEARNT),
            PROPERTIES_WORD,
            mixed -> mixed.learnt() ? LEARNT : PROPERTIES_WORD,
            doc("what tells how alike elements are: `properties`, electronegativity and covalent radius; or `learnt`,"
                    + " the training structures, [from these on](elements.md)"));
    private static final Key<Mixed, Double> ELECTRONEGATIVITY_WIDTH = Key.of(
            "electronegativity_width",
            Scalars.POSITIVE,
            0.8,
            mixed -> mixed.similarity().electronegativityWidth(),
            doc("difference of electronegativities, on Pauling's scale, at which elements become unlike"));
    private static final Key<Mixed, Double> RADIUS_WIDTH = Key.of(
            "radius_width",
            Scalars.POSITIVE,
            0.3,
            mixed -> mixed.similarity().radiusWidth(),
            doc("difference of covalent radii at which elements become unlike", "Å"));
    private static final Block<Mixed> MIXED =
            new Block<>(List.of(COUNT, FROM, ELECTRONEGATIVITY_WIDTH, RADIUS_WIDTH), map -> {
                boolean learnt = map.get(FROM).equals(LEARNT);
                return map.build(() -> new Mixed(
                        new Embedding.FromProperties(
                                map.get(COUNT), map.get(ELECTRONEGATIVITY_WIDTH), map.get(RADIUS_WIDTH)),
                        learnt));
            });

    /** The word {@code elements}, or a map that mixes them. */
    static final ValueType<Embedding> EMBEDDING = new ValueType<>() {
        @Override
        public Embedding read(OptionsMap map, String key) {
            Object value = map.raw(key);
            if (ELEMENTS.equals(value)) {
                return Embedding.ELEMENTS;
            }
            if (!(value instanceof Map<?, ?> inside)) {
                throw OptionsException.wrong(
                        map.path(key), "elements, or a map like {count: 4, from: properties}", value);
            }
            return inside.containsKey(WEIGHTS)
                    ? given(map.child(key))
                    : MIXED.read(map, key).embedding();
        }

        @Override
        public Object write(Embedding embedding) {
            return embedding.match(WRITTEN);
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            Map<String, @Nullable Object> row =
                    Trees.map("type", "array", "minItems", 1, "items", Scalars.NUMBER.schema());
            Map<String, @Nullable Object> weights = Trees.map("type", "object", "additionalProperties", row);
            return Trees.map(
                    "anyOf",
                    List.of(
                            Trees.map("const", ELEMENTS),
                            MIXED.schema(),
                            Trees.map(
                                    "type",
                                    "object",
                                    "properties",
                                    Trees.map(WEIGHTS, weights),
                                    "required",
                                    List.of(WEIGHTS),
                                    "additionalProperties",
                                    false)));
        }

        @Override
        public List<? extends Key<?, ?>> keys() {
            return MIXED.keys();
        }
    };

    private static final Embedding.Cases<Object> WRITTEN = new Embedding.Cases<>() {
        @Override
        public Object elements(Embedding.Elements embedding) {
            return ELEMENTS;
        }

        @Override
        public Object fromProperties(Embedding.FromProperties embedding) {
            return MIXED.write(new Mixed(embedding, false));
        }

        @Override
        public Object learnt(Embedding.Learnt embedding) {
            return MIXED.write(new Mixed(embedding.start(), true));
        }

        @Override
        public Object given(Embedding.Given embedding) {
            Map<String, @Nullable Object> rows = new LinkedHashMap<>();
            embedding.weights().forEach((z, u) -> rows.put(Element.symbol(z), u));
            return Trees.map(WEIGHTS, rows);
        }
    };

    private ChannelKeys() {}

    private static Embedding given(OptionsMap map) {
        SortedMap<Integer, List<Double>> weights = new TreeMap<>();
        OptionsMap rows = map.child(WEIGHTS);
        for (String symbol : rows.values().keySet()) {
            Object row = rows.raw(symbol);
            if (!(row instanceof List<?> list)) {
                throw OptionsException.wrong(rows.path(symbol), "a list of numbers, one for each channel", row);
            }
            List<Double> u = new ArrayList<>();
            for (Object x : list) {
                u.add(Scalars.number(rows.path(symbol), x));
            }
            Element element = Element.of(symbol)
                    .filter(e -> e.symbol().equals(symbol))
                    .orElseThrow(() -> OptionsException.wrong(rows.path(), "symbols of elements like H", symbol));
            weights.put(element.atomicNumber(), u);
        }
        map.end();
        return map.build(() -> new Embedding.Given(weights));
    }
}
