package org.lather.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.Hypers;
import org.lather.descriptor.OptionsException;
import org.lather.kernel.Covariance;
import org.lather.options.Representatives.Selection;
import org.lather.options.Target.Quantity;
import org.lather.structure.Element;

/** Options as a tree of maps, lists and scalars: the schema of the options file, read and written. */
final class OptionsTree {
    private static final List<String> DERIVED = List.of("forces", "stress", "virial", "symmetry", "origin");

    private OptionsTree() {}

    static Options read(Map<String, @Nullable Object> tree, Path folder) {
        Fields root = Fields.of("", tree);
        Fields data = root.block("data");
        Data d = new Data(data.texts("train"), data.texts("test"), folder);
        data.end();
        List<Representation> representations = representations(root);
        Map<String, Target> targets = targets(root);
        ModelOptions model = model(root.block("model"), targets);
        root.end();
        return new Options(d, representations, model, targets);
    }

    static List<Representation> representations(Fields root) {
        Object value = root.has("representations") ? root.get("representations") : List.of(Map.of());
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw OptionsException.wrong("representations", "a list with at least one representation", value);
        }
        return root.each(list, "representations", fields -> {
            double weight = fields.number("weight", 1.0);
            Descriptor descriptor = Hypers.read(fields.values(), fields.path(), "weight");
            return fields.build(() -> new Representation(descriptor, weight));
        });
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
        Noise noise = noise(model, targets);
        ModelOptions out = model.build(() -> new ModelOptions(
                type, covariance, representatives, noise, model.integer("folds", 5), model.whole("seed", 1)));
        model.end();
        return out;
    }

    private static Noise noise(Fields model, Map<String, Target> targets) {
        Object value = model.has("noise") ? model.get("noise") : "auto";
        if ("auto".equals(value)) {
            return new Noise.Auto();
        }
        Map<String, Double> byTarget = new LinkedHashMap<>();
        if (value instanceof Number) {
            targets.keySet().forEach(name -> byTarget.put(name, model.number("noise", 0)));
        } else if (value instanceof Map) {
            Fields each = model.block("noise");
            for (String name : targets.keySet()) {
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

    private static Map<String, Target> targets(Fields root) {
        Map<String, Target> out = new LinkedHashMap<>();
        if (!root.has("targets")) {
            out.put("energy", new Target("energy", Unit.EV, Quantity.TOTAL, List.of()));
            return out;
        }
        Fields targets = root.block("targets");
        if (targets.keys().isEmpty()) {
            throw OptionsException.wrong("targets", "at least one target, like energy: {key: energy, unit: eV}", null);
        }
        for (String name : targets.keys()) {
            if (!name.matches("[A-Za-z][A-Za-z0-9_]*")) {
                throw new OptionsException("`targets`: expected a name of letters, digits and _, got `" + name + "`");
            }
            out.put(name, target(targets.block(name), name));
        }
        return out;
    }

    private static Target target(Fields fields, String name) {
        DERIVED.forEach(fields::later);
        if (fields.integer("rank", 0) != 0) {
            throw new OptionsException("`" + fields.path("rank")
                    + "`: only rank 0 (a number) is available in this version, got `" + fields.get("rank") + "`");
        }
        String key = fields.text("key", name);
        String unit = fields.get("unit") instanceof Integer one && one == 1 ? "1" : fields.text("unit", "eV");
        Unit u = Fields.of(fields.path("unit"), null).build(() -> Unit.of(unit));
        Quantity quantity = fields.choice(
                "quantity",
                Map.of("total", Quantity.TOTAL, "mean", Quantity.MEAN, "atom", Quantity.ATOM),
                List.of(),
                Quantity.TOTAL);
        List<Baseline> baselines = new ArrayList<>();
        Object value = fields.get("baseline");
        String path = fields.path("baseline");
        for (Object b : value instanceof List<?> list ? list : Collections.singletonList(value)) {
            baseline(b, path, baselines);
        }
        fields.end();
        return new Target(key, u, quantity, baselines);
    }

    private static void baseline(@Nullable Object value, String path, List<Baseline> out) {
        if (value == null || value.equals("none")) {
            return;
        }
        if (value.equals("composition")) {
            out.add(new Baseline.Composition());
            return;
        }
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            throw OptionsException.wrong(
                    path, "none, composition, a number for each element like {H: -13.6}, or {key: other_key}", value);
        }
        Fields fields = Fields.of(path, value);
        if (fields.has("key")) {
            out.add(new Baseline.Key(fields.text("key", "")));
            fields.end();
            return;
        }
        Map<Integer, Double> energies = new LinkedHashMap<>();
        for (String symbol : fields.keys()) {
            Element element = Element.of(symbol)
                    .filter(e -> e.symbol().equals(symbol))
                    .orElseThrow(() -> OptionsException.wrong(path, "symbols of elements like H, or key", symbol));
            energies.put(element.atomicNumber(), fields.number(symbol, 0));
        }
        out.add(new Baseline.Given(energies));
    }

    static Map<String, @Nullable Object> write(Options options) {
        Map<String, @Nullable Object> data =
                Trees.map("train", list(options.data().train()));
        if (!options.data().test().isEmpty()) {
            data.put("test", list(options.data().test()));
        }
        ModelOptions m = options.model();
        Map<String, @Nullable Object> targets = new LinkedHashMap<>();
        options.targets()
                .forEach((name, t) -> targets.put(
                        name,
                        Trees.map(
                                "key", t.key(),
                                "unit", t.unit().toString(),
                                "quantity", word(t.quantity()),
                                "baseline", baselines(t.baselines()))));
        return Trees.map(
                "data",
                data,
                "representations",
                write(options.representations()),
                "model",
                Trees.map(
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
                        "noise", m.noise() instanceof Noise.Given g ? new LinkedHashMap<>(g.byTarget()) : "auto",
                        "folds", m.folds(),
                        "seed", m.seed()),
                "targets",
                targets);
    }

    static List<Object> write(List<Representation> representations) {
        List<Object> out = new ArrayList<>();
        for (Representation r : representations) {
            Map<String, @Nullable Object> block = Hypers.toMap(r.descriptor());
            Map<String, @Nullable Object> entry =
                    Trees.map("calculator", block.remove("calculator"), "weight", r.weight());
            entry.putAll(block);
            out.add(entry);
        }
        return out;
    }

    private static Object list(List<String> specs) {
        return specs.size() == 1 ? specs.get(0) : specs;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Object baselines(List<Baseline> baselines) {
        List<Object> out = new ArrayList<>();
        for (Baseline b : baselines) {
            if (b instanceof Baseline.Key k) {
                out.add(Trees.map("key", k.key()));
            } else if (b instanceof Baseline.Given g) {
                Map<String, @Nullable Object> energies = new LinkedHashMap<>();
                g.byAtomicNumber().forEach((z, e) -> energies.put(Element.symbol(z), e));
                out.add(energies);
            } else {
                out.add("composition");
            }
        }
        return out.isEmpty() ? "none" : out.size() == 1 ? Objects.requireNonNull(out.get(0)) : out;
    }
}
