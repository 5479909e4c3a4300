package org.lather.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.target.Noise;
import org.lather.target.NoiseFactors;
import org.lather.target.Target;

/** The noise of targets and derivatives, and its factors for types of structures, read and written. */
final class NoiseTree {
    private NoiseTree() {}

    static Noise read(Fields model, Map<String, Target> targets) {
        Object value = model.has("noise") ? model.get("noise") : "auto";
        if ("auto".equals(value)) {
            return new Noise.Auto();
        }
        List<String> names = Options.names(targets);
        Map<String, Double> byTarget = new LinkedHashMap<>();
        if (value instanceof Number) {
            if (names.size() > targets.size()) {
                throw new OptionsException(
                        "`" + model.path("noise") + "`: expected auto, or a map with a noise for each of "
                                + String.join(", ", names) + ", whose units differ, got a number");
            }
            names.forEach(name -> byTarget.put(name, model.number("noise", 0)));
        } else if (value instanceof Map) {
            Fields each = model.block("noise");
            for (String name : names) {
                if (!each.has(name)) {
                    throw new OptionsException("`" + model.path("noise") + "`: expected a noise for the target `" + name
                            + "` too, or `auto`");
                }
                byTarget.put(name, each.number(name, 0));
            }
            each.end();
        } else {
            throw OptionsException.wrong(
                    model.path("noise"), "auto, a number, or a map with a number for each target", value);
        }
        return model.build(() -> new Noise.Given(byTarget));
    }

    static NoiseFactors factors(Fields model, Map<String, Target> targets) {
        if (!model.has("noise_factors")) {
            return NoiseFactors.NONE;
        }
        List<String> names = Options.names(targets);
        Fields block = model.block("noise_factors");
        String key = block.text("key", NoiseFactors.NONE.key());
        Fields types = block.block("types");
        Map<String, Map<String, Double>> byType = new LinkedHashMap<>();
        for (String type : types.keys()) {
            Map<String, Double> factors = new LinkedHashMap<>();
            if (types.get(type) instanceof Number) {
                names.forEach(name -> factors.put(name, types.number(type, 1)));
            } else {
                Fields each = types.block(type);
                for (String name : names) {
                    if (each.has(name)) {
                        factors.put(name, each.number(name, 1));
                    }
                }
                each.end();
            }
            byType.put(type, factors);
        }
        block.end();
        return block.build(() -> new NoiseFactors(key, byType));
    }

    static Map<String, @Nullable Object> write(NoiseFactors factors) {
        Map<String, @Nullable Object> types = new LinkedHashMap<>();
        factors.byType().forEach((type, byName) -> types.put(type, new LinkedHashMap<>(byName)));
        return Trees.map("key", factors.key(), "types", types);
    }
}
