package org.lather.options;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an options file says, with every default resolved.
 *
 * @param representations at least one; their kernels are summed with their weights
 * @param targets by name, in the order of the file; at least one
 */
public record Options(
        Data data, List<Representation> representations, ModelOptions model, Map<String, Target> targets) {
    public Options {
        representations = List.copyOf(representations);
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
        if (representations.isEmpty()) {
            throw new IllegalArgumentException("expected at least one representation, got none");
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("expected at least one target, got none");
        }
        if (model.noise() instanceof Noise.Given given
                && !given.byTarget().keySet().equals(targets.keySet())) {
            throw new IllegalArgumentException(
                    "expected a noise for each of " + targets.keySet() + ", got " + given.byTarget());
        }
    }
}
