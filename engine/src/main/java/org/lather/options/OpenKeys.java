package org.lather.options;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds keys of a tree of options by their dotted paths. */
final class OpenKeys {
    private OpenKeys() {}

    /** Removes a key from a tree, in which the steps of a path are keys of maps and indices of lists. */
    static void remove(Map<String, @Nullable Object> tree, String path) {
        int last = path.lastIndexOf('.');
        if (find(tree, last < 0 ? "" : path.substring(0, last)) instanceof Map<?, ?> map) {
            map.remove(path.substring(last + 1));
        }
    }

    /** Returns the value at a path; null where there is none. */
    static @Nullable Object find(@Nullable Object tree, String path) {
        Object here = tree;
        List<String> steps = path.isEmpty() ? List.of() : List.of(path.split("\\."));
        for (String step : steps) {
            here = here instanceof List<?> list
                    ? list.get(Integer.parseInt(step))
                    : here instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return here;
    }
}
