package org.lather.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lather.gram.FoldingPlan;
import org.lather.structure.Element;
import org.lather.target.RowType;

/** Summarises a model: its training data, targets and options, without its arrays. */
public final class ModelSummary {
    private ModelSummary() {}

    /**
     * Returns the summary by the names that it has in the JSON of {@code lather model show}, with the sums that are
     * folded if memory is not limited.
     */
    public static Map<String, Object> toMap(ModelParameters m) {
        return toMap(m, m.folding());
    }

    /** Returns the summary with the sums that a plan folds. */
    public static Map<String, Object> toMap(ModelParameters m, FoldingPlan folding) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("elements", elements(m));
        out.put("representatives", m.size());
        out.put("targets", m.targets().stream().map(ModelSummary::target).toList());
        if (folding.scalars() > 0) {
            out.put("sums", folding.terms().stream().map(ModelSummary::sums).toList());
        }
        out.put("provenance", m.provenance());
        out.put("options", m.options().toMap());
        return out;
    }

    /** Returns the symbols of the elements that the model knows. */
    public static List<String> elements(ModelParameters m) {
        return Arrays.stream(m.channels().atomicNumbers())
                .mapToObj(Element::symbol)
                .toList();
    }

    private static Map<String, Object> sums(FoldingPlan.Term t) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("features", t.columns());
        out.put("folded", t.isFolded());
        out.put("multiplications_over_representatives", t.unfolded());
        if (t.bytes() > 0) {
            out.put("multiplications_folded", t.folded());
            out.put("bytes_folded", t.bytes());
        }
        return out;
    }

    private static Map<String, Object> target(FittedTarget t) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", t.name());
        out.put("unit", t.target().unit().toString());
        out.put("quantity", t.target().quantity().name().toLowerCase(Locale.ROOT));
        out.put("noise", t.noise());
        if (t.target().isTensor()) {
            out.put("rank", t.target().form().rank());
            out.put("parts", t.blocks().stream().map(ModelSummary::block).toList());
        }
        put(out, "derivative_noise", t, t.derivativeNoise());
        if (t.members() > 0) {
            out.put("members", t.members());
        }
        put(out, "uncertainty_scale", t, t.uncertainty().scales());
        put(out, "uncertainty_exponent", t, t.uncertainty().exponents());
        put(out, "uncertainty_floor", t, t.uncertainty().floors());
        put(out, "uncertainty_largest", t, t.uncertainty().largest());
        return out;
    }

    private static void put(Map<String, Object> to, String key, FittedTarget t, Map<RowType, Double> values) {
        if (!values.isEmpty()) {
            Map<String, Double> named = new LinkedHashMap<>();
            values.forEach((type, value) -> named.put(type.name(t.name()), value));
            to.put(key, named);
        }
    }

    private static Map<String, Object> block(FittedBlock b) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("lambda", b.irrep().lambda());
        out.put("sigma", b.irrep().sigma());
        out.put("noise", b.noise());
        out.put("signal", b.signal());
        return out;
    }
}
