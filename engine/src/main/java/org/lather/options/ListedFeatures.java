package org.lather.options;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.Json;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.descriptor.Columns;

/**
 * Features of a power spectrum that are listed by their labels.
 *
 * @param labels for each feature neighbor_1_type, neighbor_2_type, l, n_1, n_2, see
 *     {@link org.lather.descriptor.FeatureLabels}; empty if none are listed
 */
record ListedFeatures(List<List<Integer>> labels) {
    static final ListedFeatures NONE = new ListedFeatures(List.of());

    private static final List<String> NAMES = List.of("neighbor_1_type", "neighbor_2_type", "l", "n_1", "n_2");

    private static final String EXPECTED = "a list of [neighbor_1_type, neighbor_2_type, l, n_1, n_2]";

    ListedFeatures {
        labels = labels.stream().map(List::copyOf).toList();
    }

    boolean isEmpty() {
        return labels.isEmpty();
    }

    /** A list in the options. */
    static final ValueType<ListedFeatures> LIST = new ValueType<>() {
        @Override
        public ListedFeatures read(OptionsMap map, String key) {
            List<List<Integer>> out = new ArrayList<>();
            if (!(map.raw(key) instanceof List<?> rows) || rows.isEmpty()) {
                throw OptionsException.wrong(map.path(key), EXPECTED, map.raw(key));
            }
            for (Object row : rows) {
                List<Integer> label = new ArrayList<>();
                if (row instanceof List<?> numbers) {
                    numbers.forEach(n -> label.add(n instanceof Integer i ? i : -1));
                }
                if (label.size() != NAMES.size() || label.stream().anyMatch(n -> n < 0)) {
                    throw OptionsException.wrong(map.path(key), EXPECTED, row);
                }
                out.add(label);
            }
            return new ListedFeatures(out);
        }

        @Override
        public Object write(ListedFeatures value) {
            return value.labels;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map(
                    "type", "array", "items", Trees.map("type", "array", "items", Trees.map("type", "integer")));
        }
    };

    /** A file of {@code lather select --what features}, from which the list is read. */
    static final ValueType<ListedFeatures> FILE = new ValueType<>() {
        @Override
        public ListedFeatures read(OptionsMap map, String key) {
            return ListedFeatures.read(map.path(key), map.folder().resolve(Scalars.TEXT.read(map, key)));
        }

        @Override
        public Object write(ListedFeatures value) {
            return value.labels;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Scalars.TEXT.schema();
        }
    };

    private static ListedFeatures read(String path, Path file) {
        JsonNode json;
        try {
            json = Json.mapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new OptionsException(
                    "`" + path + "`: " + file + " cannot be read as JSON: expected a file of selected features"
                            + " that `lather select` wrote",
                    e);
        }
        int count = json.path(NAMES.get(0)).size();
        if (count == 0 || !NAMES.stream().allMatch(name -> json.path(name).size() == count)) {
            throw new OptionsException("`" + path + "`: " + file + ": expected the labels " + String.join(", ", NAMES)
                    + " of selected features, as `lather select` writes them for the power spectrum of"
                    + " structures");
        }
        List<List<Integer>> out = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            int feature = k;
            out.add(NAMES.stream()
                    .map(name -> json.path(name).path(feature).asInt(-1))
                    .toList());
        }
        if (out.stream().flatMap(List::stream).anyMatch(label -> label < 0)) {
            throw new OptionsException("`" + path + "`: " + file + ": expected labels of 0 or more");
        }
        return new ListedFeatures(out);
    }

    /**
     * The places of the features among those of a power spectrum; features of absent elements are omitted.
     *
     * @throws OptionsException for radial functions or orders that the expansion does not have, or if no feature is
     *     left
     */
    Columns columns(DensityExpansion expansion, Channels channels) {
        int radial = expansion.basis().radialSize();
        int maxAngular = expansion.basis().maxAngular();
        int q = channels.count() * radial;
        TreeSet<Integer> places = new TreeSet<>();
        for (List<Integer> label : labels) {
            if (label.get(2) > maxAngular || label.get(3) >= radial || label.get(4) >= radial) {
                throw new OptionsException("`representations`: `features`: expected l up to " + maxAngular
                        + " and n up to " + (radial - 1) + " as in `basis`, got " + NAMES + " = " + label);
            }
            Optional<Integer> a = channel(channels, label.get(0));
            Optional<Integer> b = channel(channels, label.get(1));
            if (a.isPresent() && b.isPresent()) {
                int x = a.get() * radial + label.get(3);
                int y = b.get() * radial + label.get(4);
                int q1 = Math.min(x, y);
                int place = label.get(2) * (q * (q + 1) / 2) + q1 * q - q1 * (q1 - 1) / 2 + Math.max(x, y) - q1;
                places.add(place);
            }
        }
        if (places.isEmpty()) {
            throw new OptionsException("`representations`: `features`: expected features of the elements of the"
                    + " structures, got none among " + labels.size() + " listed ones");
        }
        return Columns.of(places.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Optional<Integer> channel(Channels channels, int type) {
        if (!channels.isOneHot()) {
            return type < channels.count() ? Optional.of(type) : Optional.empty();
        }
        int[] elements = channels.atomicNumbers();
        return IntStream.range(0, elements.length)
                .filter(i -> elements[i] == type)
                .boxed()
                .findFirst();
    }
}
