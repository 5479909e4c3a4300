package org.lather.options;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The type of the values of a key: reads them from a tree of options, writes them to one, and describes them to
 * editors.
 *
 * @param <T> the value as the program uses it
 */
interface ValueType<T> {
    /**
     * Reads the value of a key.
     *
     * @throws OptionsException for a value of another type, with its path
     */
    T read(OptionsMap map, String key);

    /** The value as a map, list or scalar that {@link #read} takes. */
    @Nullable
    Object write(T value);

    /** The JSON Schema of the values. */
    Map<String, @Nullable Object> schema();

    /** The keys of the maps below the value; empty for other values. */
    default List<? extends Key<?, ?>> keys() {
        return List.of();
    }

    /**
     * Returns the text between the path of this value and the paths of {@link #keys}: {@code .N} for a list of maps.
     */
    default String step() {
        return "";
    }
}
