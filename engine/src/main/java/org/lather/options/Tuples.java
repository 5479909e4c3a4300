package org.lather.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A list of values that consist of a fixed number of numbers each: of lists of numbers, or of numbers if it is one.
 *
 * @param width numbers of a value
 */
record Tuples<T>(int width, Function<double[], T> make, Function<T, double[]> numbers) implements ValueType<List<T>> {
    static <T> Tuples<T> of(int width, Function<double[], T> make, Function<T, double[]> numbers) {
        return new Tuples<>(width, make, numbers);
    }

    @Override
    public List<T> read(OptionsMap map, String key) {
        if (!(map.raw(key) instanceof List<?> list)) {
            throw wrong(map.path(key), map.raw(key));
        }
        List<T> out = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            String path = map.path(key) + "." + i;
            if (width == 1) {
                out.add(make.apply(new double[] {Scalars.number(path, item)}));
                continue;
            }
            if (!(item instanceof List<?> one) || one.size() != width) {
                throw OptionsException.wrong(path, "a list of " + width + " numbers", item);
            }
            double[] values = new double[width];
            for (int k = 0; k < width; k++) {
                values[k] = Scalars.number(path + "." + k, one.get(k));
            }
            out.add(make.apply(values));
        }
        return out;
    }

    private OptionsException wrong(String path, @Nullable Object value) {
        return OptionsException.wrong(
                path, width == 1 ? "a list of numbers" : "a list of lists of " + width + " numbers", value);
    }

    @Override
    public Object write(List<T> values) {
        List<Object> out = new ArrayList<>();
        for (T value : values) {
            List<Double> one = new ArrayList<>();
            for (double d : numbers.apply(value)) {
                one.add(d);
            }
            out.add(width == 1 ? one.get(0) : one);
        }
        return out;
    }

    @Override
    public Map<String, @Nullable Object> schema() {
        Map<String, @Nullable Object> number = Trees.map("type", "number");
        return Trees.map(
                "type",
                "array",
                "items",
                width == 1
                        ? number
                        : Trees.map("type", "array", "items", number, "minItems", width, "maxItems", width));
    }
}
