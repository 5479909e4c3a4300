package org.lather.options;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Element;

/** Elements by their symbols; a single symbol counts as a list of one. */
final class ElementList implements ValueType<SortedSet<Integer>> {
    static final ElementList ELEMENTS = new ElementList();

    private static final String EXPECTED = "symbols of elements like [H, C]";

    private ElementList() {}

    @Override
    public SortedSet<Integer> read(OptionsMap map, String key) {
        SortedSet<Integer> out = new TreeSet<>();
        for (String symbol : Scalars.texts(map.path(key), EXPECTED, map.raw(key))) {
            out.add(Element.of(symbol)
                    .orElseThrow(() -> OptionsException.wrong(map.path(key), EXPECTED, symbol))
                    .atomicNumber());
        }
        if (out.isEmpty()) {
            throw OptionsException.wrong(map.path(key), EXPECTED, map.raw(key));
        }
        return out;
    }

    @Override
    public List<String> write(SortedSet<Integer> elements) {
        return elements.stream().map(Element::symbol).toList();
    }

    @Override
    public Map<String, @Nullable Object> schema() {
        Map<String, @Nullable Object> symbol = Trees.map("type", "string", "pattern", "^[A-Z][a-z]?$");
        return Trees.map("anyOf", List.of(symbol, Trees.map("type", "array", "items", symbol, "minItems", 1)));
    }
}
