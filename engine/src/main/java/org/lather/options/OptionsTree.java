package org.lather.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.kernel.Covariance;
import org.lather.options.Representatives.Selection;
import org.lather.target.Noise;
import org.lather.target.NoiseFactors;
import org.lather.target.Target;

/** Options as a tree of maps, lists and scalars: the schema of the options file, read and written. */
final class OptionsTree {
    private OptionsTree() {}

    static Options read(Map<String, @Nullable Object> tree, Path folder) {
        Fields root = Fields.of("", tree);
        Fields data = root.block("data");
        Data d = new Data(data.texts("train"), data.texts("test"), folder);
        data.end();
        List<Representation> representations = representations(root);
        Map<String, Target> targets = TargetTree.read(root);
        ModelOptions model = model(root.block("model"), targets);
        root.end();
        return root.build(() -> new Options(d, representations, model, targets));
    }

    static List<Representation> representations(Fields root) {
        Object value = root.has("representations") ? root.get("representations") : List.of(Map.of());
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw OptionsException.wrong("representations", "a list with at least one representation", value);
        }
        return root.each(list, "representations", RepresentationTree::read);
    }

    private static ModelOptions model(Fields model, Map<String, Target> targets) {
        ModelOptions.Type type = model.choice(
                "type",
                Map.of("sparse_gpr", ModelOptions.Type.SPARSE_GPR, "gpr", ModelOptions.Type.GPR),
                List.of(),
                ModelOptions.Type.SPARSE_GPR);
        Fields kernel = model.block("kernel");
        Covariance.Centers centers = kernel.choice(
                "centers",
                Map.of("same", Covariance.Centers.SAME, "any", Covariance.Centers.ANY),
                List.of(),
                Covariance.Centers.SAME);
        Covariance covariance = kernel.build(() -> new Covariance(kernel.number("zeta", 3), centers));
        kernel.end();
        Fields r = model.block("representatives");
        Selection selection = r.choice(
                "selection", Map.of("fps", Selection.FPS, "random", Selection.RANDOM), List.of("cur"), Selection.FPS);
        Representatives representatives =
                r.build(() -> new Representatives(r.integer("count", 2000), selection, r.integer("pool", 10_000)));
        r.end();
        Noise noise = NoiseTree.read(model, targets);
        NoiseFactors factors = NoiseTree.factors(model, targets);
        ModelOptions out = model.build(() -> new ModelOptions(
                type, covariance, representatives, noise, factors, model.integer("folds", 5), model.whole("seed", 1)));
        model.end();
        return out;
    }

    static Map<String, @Nullable Object> write(Options options) {
        Map<String, @Nullable Object> data =
                Trees.map("train", list(options.data().train()));
        if (!options.data().test().isEmpty()) {
            data.put("test", list(options.data().test()));
        }
        ModelOptions m = options.model();
        Map<String, @Nullable Object> model = Trees.map(
                "type", word(m.type()),
                "kernel",
                        Trees.map(
                                "zeta",
                                m.kernel().zeta(),
                                "centers",
                                word(m.kernel().centers())),
                "representatives",
                        Trees.map(
                                "count", m.representatives().count(),
                                "selection", word(m.representatives().selection()),
                                "pool", m.representatives().pool()),
                "noise", m.noise() instanceof Noise.Given g ? new LinkedHashMap<>(g.byTarget()) : "auto");
        if (!m.noiseFactors().byType().isEmpty()) {
            model.put("noise_factors", NoiseTree.write(m.noiseFactors()));
        }
        model.put("folds", m.folds());
        model.put("seed", m.seed());
        return Trees.map(
                "data",
                data,
                "representations",
                write(options.representations()),
                "model",
                model,
                "targets",
                TargetTree.write(options.targets()));
    }

    static List<Object> write(List<Representation> representations) {
        List<Object> out = new ArrayList<>();
        representations.forEach(r -> out.add(RepresentationTree.write(r)));
        return out;
    }

    private static Object list(List<String> specs) {
        return specs.size() == 1 ? specs.get(0) : specs;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
