package org.lather.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.Json;
import org.lather.structure.Element;

/** The names of metrics in JSON, all in one place. */
final class MetricsJson {
    private static final ObjectMapper JSON =
            Json.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private MetricsJson() {}

    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, @Nullable Object> target(TargetMetrics t) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        Breakdown b = t.breakdown();
        out.put("unit", t.unit().toString());
        out.put("quantity", t.quantity().name().toLowerCase(Locale.ROOT));
        out.put("count", t.errors().count());
        out.put("mae", finite(t.errors().mae()));
        out.put("mae_standard_error", finite(t.errors().maeStandardError()));
        out.put("rmse", finite(t.errors().rmse()));
        out.put("max", t.errors().max());
        putSpread(out, t.spread());
        b.uncertainty().ifPresent(u -> {
            out.put("rms_uncertainty", u.rms());
            out.put("rms_error_over_uncertainty", finite(u.rmsErrorOverUncertainty()));
            out.put("uncertainty", uncertainty(u));
        });
        putPerAtom(out, b.perAtom().orElse(null));
        out.put("by_element", b.byElement().map(MetricsJson::elements).orElse(null));
        b.byLambda().ifPresent(m -> {
            Map<String, Object> orders = new LinkedHashMap<>();
            m.forEach((lambda, c) -> orders.put(Integer.toString(lambda), components(c)));
            out.put("by_lambda", orders);
        });
        return out;
    }

    private static Map<String, @Nullable Object> uncertainty(UncertaintyMetrics u) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("rms_z", finite(u.rmsErrorOverUncertainty()));
        out.put("nll", finite(u.nll()));
        out.put("nll_uncalibrated", finite(u.nllComputed()));
        out.put("ence", finite(u.ence()));
        out.put("miscalibration_area", finite(u.miscalibrationArea()));
        out.put("sharpness", finite(u.rms()));
        out.put("coverage_1", finite(u.coverage1()));
        out.put("coverage_2", finite(u.coverage2()));
        out.put("reliability", u.reliability().stream().map(MetricsJson::bin).toList());
        return out;
    }

    private static Map<String, Object> bin(UncertaintyMetrics.Bin b) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("count", b.count());
        out.put("uncertainty", b.uncertainty());
        out.put("rmse", b.rmse());
        return out;
    }

    private static Map<String, Object> elements(Map<Integer, ErrorMetrics> byElement) {
        Map<String, Object> out = new LinkedHashMap<>();
        byElement.forEach((z, e) -> out.put(Element.symbol(z), errors(e)));
        return out;
    }

    private static Map<String, @Nullable Object> errors(ErrorMetrics e) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("count", e.count());
        out.put("mae", finite(e.mae()));
        out.put("rmse", finite(e.rmse()));
        out.put("max", e.max());
        return out;
    }

    private static Map<String, @Nullable Object> components(ComponentMetrics c) {
        Map<String, @Nullable Object> out = errors(c.errors());
        putSpread(out, c.spread());
        putPerAtom(out, c.perAtom());
        return out;
    }

    private static void putSpread(Map<String, @Nullable Object> out, Spread s) {
        out.put("std", finite(s.std()));
        out.put("std_baseline", finite(s.stdBaseline()));
    }

    private static void putPerAtom(Map<String, @Nullable Object> out, @Nullable ErrorMetrics e) {
        out.put("mae_per_atom", e == null ? null : finite(e.mae()));
        out.put("rmse_per_atom", e == null ? null : finite(e.rmse()));
    }

    /** JSON has no NaN. */
    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }
}
