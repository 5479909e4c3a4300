package org.lather.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.options.Options;
import org.lather.options.OptionsException;

/**
 * The options that a search can try: some keys and the values of each. A point is the index of a value for each key.
 *
 * @param base options that have the values of the other keys
 */
record SearchSpace(Options base, List<Axis> axes) {
    SearchSpace {
        axes = List.copyOf(axes);
    }

    /**
     * The space that the options ask for, or one around them where they have no block {@code tune}.
     *
     * @param decided options without open defaults
     * @param environments number of environments of the training structures
     * @throws OptionsException for a key that does not exist, or a value that it may not have
     */
    static SearchSpace of(Options decided, long environments) {
        Map<String, List<Object>> values =
                decided.tune().isEmpty() ? DefaultSpace.of(decided, environments) : decided.tune();
        Options base = DefaultSpace.withFoundWeights(decided.withoutTune(), values);
        List<Axis> axes = new ArrayList<>();
        values.forEach((key, list) -> {
            Axis axis = Axis.of(key, list, base.value(key));
            for (Object v : decided.tune().isEmpty() ? List.of() : list) {
                base.with(Map.of(key, v));
            }
            axes.add(axis);
        });
        return new SearchSpace(base, axes);
    }

    /** The point of the given options. */
    List<Integer> given() {
        return axes.stream().map(Axis::given).toList();
    }

    /** The values of a point by their keys. */
    Map<String, Object> values(List<Integer> point) {
        Map<String, Object> out = new LinkedHashMap<>();
        for (int a = 0; a < axes.size(); a++) {
            out.put(axes.get(a).key(), axes.get(a).values().get(point.get(a)));
        }
        return out;
    }

    /** The options of a point; empty where its values do not go together. */
    Optional<Options> options(List<Integer> point) {
        try {
            return Optional.of(base.with(values(point)));
        } catch (OptionsException e) {
            return Optional.empty();
        }
    }

    /** The point with the given values of all keys that share rows: what its rows are computed from. */
    List<Integer> outer(List<Integer> point) {
        List<Integer> out = new ArrayList<>(point);
        for (int a = 0; a < axes.size(); a++) {
            if (axes.get(a).sharesRows()) {
                out.set(a, axes.get(a).given());
            }
        }
        return List.copyOf(out);
    }

    /**
     * The points that share rows with a point, without other numbers of representatives: the values of the point first.
     */
    List<List<Integer>> inner(List<Integer> point) {
        List<List<Integer>> out = List.of(point);
        for (int a = 0; a < axes.size(); a++) {
            if (axes.get(a).sharesRows() && !axes.get(a).isCount()) {
                List<List<Integer>> more = new ArrayList<>(out);
                for (List<Integer> p : out) {
                    for (int v = 0; v < axes.get(a).values().size(); v++) {
                        if (v != point.get(a)) {
                            more.add(moved(p, a, v));
                        }
                    }
                }
                out = more;
            }
        }
        return out;
    }

    /** The points with other numbers of representatives. */
    List<List<Integer>> counts(List<Integer> point) {
        List<List<Integer>> out = new ArrayList<>();
        for (int a = 0; a < axes.size(); a++) {
            for (int v = 0; axes.get(a).isCount() && v < axes.get(a).values().size(); v++) {
                if (v != point.get(a)) {
                    out.add(moved(point, a, v));
                }
            }
        }
        return out;
    }

    /** The points one step away in one of the keys that do not share rows. */
    List<List<Integer>> neighbours(List<Integer> point) {
        List<List<Integer>> out = new ArrayList<>();
        for (int a = 0; a < axes.size(); a++) {
            for (int step : axes.get(a).sharesRows() ? new int[0] : new int[] {-1, 1}) {
                int v = point.get(a) + step;
                if (v >= 0 && v < axes.get(a).values().size()) {
                    out.add(moved(point, a, v));
                }
            }
        }
        return out;
    }

    static List<Integer> moved(List<Integer> point, int axis, int value) {
        List<Integer> out = new ArrayList<>(point);
        out.set(axis, value);
        return List.copyOf(out);
    }
}
