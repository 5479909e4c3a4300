package org.lather.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that a search tries for one key.
 *
 * @param key dotted path in the options
 * @param values numbers ascending, others in the order of the options; the given value is among them
 * @param given index of the value that the options have
 */
record Axis(String key, List<Object> values, int given) {
    Axis {
        values = List.copyOf(values);
    }

    /** Creates an axis of values and the value that the options have, which is null where they have none. */
    static Axis of(String key, List<Object> values, @Nullable Object given) {
        List<Object> all = new ArrayList<>();
        if (given != null) {
            all.add(given);
        }
        for (Object v : values) {
            if (all.stream().noneMatch(other -> same(other, v))) {
                all.add(v);
            }
        }
        if (all.stream().allMatch(Number.class::isInstance)) {
            all.sort(Comparator.comparingDouble(v -> ((Number) v).doubleValue()));
        }
        int index = 0;
        for (int i = 0; i < all.size(); i++) {
            index = given != null && same(all.get(i), given) ? i : index;
        }
        return new Axis(key, all, index);
    }

    private static boolean same(Object a, Object b) {
        return (a instanceof Number x && b instanceof Number y) ? x.doubleValue() == y.doubleValue() : a.equals(b);
    }

    /**
     * Whether options that differ in this key alone are scored on common rows of covariances: the exponent, a weight,
     * the number of representatives or the noise.
     */
    boolean sharesRows() {
        return isCount()
                || key.equals("model.kernel.zeta")
                || key.startsWith("model.noise")
                || key.matches("representations\\.\\d+\\.weight");
    }

    /** Whether the key is the number of representatives, whose larger values cost time. */
    boolean isCount() {
        return key.equals("model.representatives.count");
    }
}
