package org.lather.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.options.ModelOptions;
import org.lather.options.Options;

/** The space of a search whose options have no block {@code tune}: values around those of the options. */
final class DefaultSpace {
    private static final double[] RADII = {-1.5, -1, -0.5, 0.5, 1, 1.5};
    private static final double[] RATIOS = {0.6, 0.8, 1.25, 1.6};

    /** The smallest cutoff that is tried, Å. */
    private static final double LEAST_RADIUS = 2;

    private static final int STEP = 2;

    private DefaultSpace() {}

    static Map<String, List<Object>> of(Options options, long environments) {
        Map<String, List<Object>> out = new LinkedHashMap<>();
        for (int i = 0; i < options.representations().size(); i++) {
            String at = "representations." + i + ".";
            Object radius = options.value(at + "cutoff.radius");
            if (radius instanceof Number r) {
                List<Object> radii = new ArrayList<>();
                for (double d : RADII) {
                    if (r.doubleValue() + d >= LEAST_RADIUS) {
                        radii.add(rounded(r.doubleValue() + d));
                    }
                }
                out.put(at + "cutoff.radius", radii);
            }
            ratios(options, at + "density.width", out);
            ratios(options, at + "density.scaling.scale", out);
            ratios(options, at + "density.scaling.exponent", out);
            steps(options, at + "basis.max_angular", out);
            steps(options, at + "basis.radial.max_radial", out);
        }
        out.put("model.kernel.zeta", List.of(1, 2, 3, 4, 6));
        if (options.model().type() == ModelOptions.Type.SPARSE_GPR) {
            int count = options.model().representatives().count();
            List<Object> counts = new ArrayList<>(List.of(Math.max(1, count / 2)));
            if (2L * count <= environments / 2) {
                counts.add(2 * count);
            }
            out.put("model.representatives.count", counts);
        }
        return out;
    }

    private static void ratios(Options options, String key, Map<String, List<Object>> out) {
        if (options.value(key) instanceof Number v && v.doubleValue() > 0) {
            List<Object> values = new ArrayList<>();
            for (double r : RATIOS) {
                values.add(rounded(r * v.doubleValue()));
            }
            out.put(key, values);
        }
    }

    private static void steps(Options options, String key, Map<String, List<Object>> out) {
        if (options.value(key) instanceof Number v) {
            List<Object> values = new ArrayList<>(List.of(v.intValue() + STEP));
            if (v.intValue() >= 2 * STEP) {
                values.add(v.intValue() - STEP);
            }
            out.put(key, values);
        }
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(java.util.Locale.ROOT, "%.3g", value));
    }

    /** Returns options whose weights are found for each trial if there are several and none is a key of the space. */
    static Options withFoundWeights(Options options, Map<String, List<Object>> space) {
        boolean own = space.keySet().stream()
                .anyMatch(k -> k.equals("model.weights") || k.matches("representations\\.\\d+\\.weight"));
        return options.representations().size() > 1 && !own ? options.with(Map.of("model.weights", "auto")) : options;
    }
}
