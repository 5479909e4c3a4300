package org.lather.target;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Factors on the noise of structures by their type.
 *
 * @param key key whose text is the type of a structure
 * @param byType factors by type, then by name of a target or derivative; 1 if absent
 */
public record NoiseFactors(String key, Map<String, Map<String, Double>> byType) {
    /** Equal noise for all structures. */
    public static final NoiseFactors NONE = new NoiseFactors("config_type", Map.of());

    public NoiseFactors {
        Map<String, Map<String, Double>> copy = new LinkedHashMap<>();
        byType.forEach((type, factors) -> {
            factors.forEach((name, f) -> {
                if (!(f > 0) || !Double.isFinite(f)) {
                    throw new IllegalArgumentException(
                            "expected a positive factor for " + name + " of " + type + ", got " + f);
                }
            });
            copy.put(type, Collections.unmodifiableMap(new LinkedHashMap<>(factors)));
        });
        byType = Collections.unmodifiableMap(copy);
    }

    /** The factor of a type for a target or derivative. */
    public double of(String type, String name) {
        return byType.getOrDefault(type, Map.of()).getOrDefault(name, 1.0);
    }
}
