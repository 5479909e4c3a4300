package org.lather.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.EnvironmentKernel;
import org.lather.math.CartesianMap;
import org.lather.target.Noise;
import org.lather.target.Target;

/**
 * The content of an options file with its defaults. Some defaults depend on the structures; {@link #decide} gives them
 * their values, which are those for molecules until then.
 *
 * @param representations at least one; their kernels are summed with their weights
 * @param targets the targets by name, in the order of the file; at least one
 * @param tune the values that a search tries, by the dotted paths of keys; empty for a space of its own choice
 * @param open the dotted paths of the keys that the file omits and the structures decide
 */
public record Options(
        Data data,
        List<Representation> representations,
        ModelOptions model,
        Map<String, Target> targets,
        Map<String, List<Object>> tune,
        Set<String> open) {
    /**
     * @throws IllegalArgumentException if there is no representation or no target, or what is given does not fit
     *     together
     */
    public Options {
        tune = Collections.unmodifiableMap(new LinkedHashMap<>(tune));
        open = Collections.unmodifiableSet(new LinkedHashSet<>(open));
        representations = List.copyOf(representations);
        targets = Collections.unmodifiableMap(new LinkedHashMap<>(targets));
        if (representations.isEmpty()) {
            throw new IllegalArgumentException("expected at least one representation, got none");
        }
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("expected at least one target, got none");
        }
        List<String> all = names(targets);
        if (all.size() > new LinkedHashSet<>(all).size()) {
            throw new IllegalArgumentException("expected different names of targets and their derivatives, got " + all);
        }
        expectNoise(model.noise(), all);
        TargetModels.expectClasses(model, targets);
        TargetModels.expectDensity(model, targets, representations);
        if (!model.type().learnsDerivatives()
                && targets.values().stream().anyMatch(t -> !t.derivatives().isEmpty())) {
            throw new IllegalArgumentException(
                    "`model.type`: expected sparse_gpr for targets with forces, stress or virial, got "
                            + model.type().word());
        }
        if (!model.type().hasUncertainties() && model.uncertainty().type().isCommittee()) {
            throw new IllegalArgumentException("`model.type`: expected sparse_gpr or gpr for the committee of"
                    + " `model.uncertainty`, got " + model.type().word());
        }
        if (model.type() == ModelOptions.Type.GPR && model.uncertainty().type() == UncertaintyOptions.Type.COMMITTEE) {
            throw new IllegalArgumentException("`model.type`: expected sparse_gpr for `model.uncertainty` committee,"
                    + " got gpr. Use label_noise, whose members share one factorisation");
        }
        if (model.type() == ModelOptions.Type.GPR && model.solver() == ModelOptions.Solver.ITERATIVE) {
            throw new IllegalArgumentException(
                    "`model.solver`: expected direct for `model.type` gpr, whose matrix has no preconditioner, got"
                            + " iterative");
        }
        boolean gradients =
                targets.values().stream().anyMatch(t -> !t.derivatives().isEmpty());
        for (Representation r : representations) {
            if (gradients && !r.descriptor().pullsBack()) {
                throw new IllegalArgumentException(
                        "`representations`: expected features that have gradients for targets with"
                                + " forces, stress or virial, got " + r.calculator() + ". Use power_spectrum");
            }
            if (gradients && r.isCombined()) {
                throw new IllegalArgumentException(
                        "`representations`: expected columns of features for targets with forces, stress or virial, got"
                                + " principal components (pca). Use features.selection fps or cur");
            }
        }
        Representation.expectOneEmbedding(representations);
        for (Map.Entry<String, Target> t : targets.entrySet()) {
            if (t.getValue().isTensor()) {
                expectTensors(t.getKey(), t.getValue(), model, representations);
            }
        }
    }

    private static void expectNoise(Noise noise, List<String> names) {
        noise.match(new Noise.Cases<Boolean>() {
            @Override
            public Boolean auto() {
                return true;
            }

            @Override
            public Boolean given(Noise.Given given) {
                if (!given.byTarget().keySet().equals(new LinkedHashSet<>(names))) {
                    throw new IllegalArgumentException(
                            "expected a noise for each of " + names + ", got " + given.byTarget());
                }
                return true;
            }
        });
    }

    private static void expectTensors(
            String name, Target target, ModelOptions model, List<Representation> representations) {
        if (!model.type().learnsTensors()) {
            throw new IllegalArgumentException("`model.type`: expected sparse_gpr for the tensor `" + name + "`, got "
                    + model.type().word() + ", which learns numbers alone. Use sparse_gpr");
        }
        for (Representation r : representations) {
            if (!r.tensors()) {
                throw new IllegalArgumentException("`representations`: expected calculator lambda_soap for the tensor `"
                        + name + "`, got features that do not turn with the atoms");
            }
            for (CartesianMap.Part p : target.form().map().parts()) {
                try {
                    new Descriptor.LambdaSoap(r.descriptor().onlyExpansion(), p.lambda(), p.sigma());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("`representations`: the tensor `" + name + "` of rank "
                            + target.form().rank() + " has a part of lambda " + p.lambda() + " and sigma " + p.sigma()
                            + ", which these features do not have: " + e.getMessage());
                }
            }
        }
    }

    /** All descriptors that a model with these options computes. */
    public List<Descriptor> descriptors() {
        List<Descriptor> out = new ArrayList<>();
        for (Representation r : representations) {
            out.add(r.computed());
            for (Target target : targets.values()) {
                if (r.tensors() && target.isTensor()) {
                    for (CartesianMap.Part p : target.form().map().parts()) {
                        out.add(new Descriptor.LambdaSoap(r.descriptor().onlyExpansion(), p.lambda(), p.sigma()));
                    }
                }
            }
        }
        return out;
    }

    /**
     * The channels of the density for the elements of a training set.
     *
     * @param atomicNumbers all elements, ascending
     * @throws OptionsException if the channels are not known for one of them
     */
    public Channels channels(int... atomicNumbers) {
        return Representation.channels(representations, atomicNumbers);
    }

    /** The covariance of environments: the sum over the representations with their weights. */
    public EnvironmentKernel kernel() {
        return new EnvironmentKernel(
                representations.stream()
                        .map(r -> new EnvironmentKernel.Term(r.descriptor(), r.weight()))
                        .toList(),
                model.kernel());
    }

    /** Whether the target is an electron density. */
    public boolean hasDensity() {
        return targets.values().stream().anyMatch(Target::isDensity);
    }

    /** Whether any target is a tensor. */
    public boolean hasTensors() {
        return targets.values().stream().anyMatch(Target::isTensor);
    }

    /** The names of targets and their derivatives, in order. */
    static List<String> names(Map<String, Target> targets) {
        List<String> out = new ArrayList<>();
        targets.forEach((name, t) -> out.addAll(t.names(name)));
        return out;
    }

    /**
     * Reads an options file.
     *
     * @throws OptionsException for a file that is missing or not valid, naming the key and what it may be
     */
    public static Options read(Path file) {
        return read(file, List.of());
    }

    /**
     * Reads an options file and replaces some of its values.
     *
     * @param overrides {@code dotted.path=value} each, the value a YAML scalar or flow collection; relative data paths
     *     in them start at the working directory, those in the file at its folder
     * @throws OptionsException for a file that is missing or not valid, naming the key and what it may be
     */
    public static Options read(Path file, List<String> overrides) {
        return OptionsFile.read(file, overrides).options();
    }

    /**
     * Reads the text of an options file.
     *
     * @param folder the folder that relative paths start at
     * @throws OptionsException for options that are not valid
     */
    public static Options parse(String yaml, Path folder) {
        return new OptionsFile("options", YamlTree.map(yaml, "options"), folder, List.of()).options();
    }

    /**
     * Returns the options with the defaults that suit some structures; what the file gives stays, and nothing is left
     * {@linkplain #open open}.
     */
    public Options decide(Domain domain) {
        Options chosen = this;
        if (!open.isEmpty()) {
            Map<String, @Nullable Object> tree = toMap();
            open.forEach(path -> OpenKeys.remove(tree, path));
            chosen = OptionsKeys.read(tree, data.folder(), domain);
        }
        return new Options(chosen.data, chosen.representations, chosen.model, chosen.targets, chosen.tune, Set.of());
    }

    /**
     * Returns the options with the defaults that suit some structures, see {@link #decide(Domain)}.
     *
     * @param note takes a line that says what was decided, if anything was {@linkplain #open open}
     */
    public Options decide(Periodicity structures, Consumer<String> note) {
        Options decided = decide(structures.domain());
        if (!open.isEmpty()) {
            note.accept("defaults  for " + structures.domain().word() + ", as " + structures.reason() + ": "
                    + String.join(", ", decided.shown(open)));
        }
        return decided;
    }

    /** All options, defaults included, as maps, lists and scalars in the schema of the options file. */
    public Map<String, @Nullable Object> toMap() {
        return OptionsKeys.BLOCK.write(this);
    }

    /**
     * Shows the keys at some dotted paths with their values, {@code path=value} each, without the first step of paths.
     */
    List<String> shown(Collection<String> paths) {
        Map<String, @Nullable Object> tree = toMap();
        String only = representations.size() == 1 ? "representations\\.0\\.|" : "";
        return paths.stream()
                .map(path ->
                        path.replaceFirst("^(" + only + "model\\.)", "") + "=" + YamlText.of(OpenKeys.find(tree, path)))
                .toList();
    }

    /** All options, defaults included, as text that {@link #parse} reads to an equal value. */
    public String toYaml() {
        return YamlText.file(toMap());
    }

    /** Returns the options with other representations, such as those whose features were chosen. */
    public Options with(List<Representation> other) {
        return new Options(data, other, model, targets, tune, open);
    }

    /** Returns the options with absolute paths, for a file in another folder. */
    public Options withAbsolutePaths() {
        Map<String, Target> found = new LinkedHashMap<>();
        targets.forEach((name, target) -> found.put(name, target.absolute(data.folder())));
        return new Options(data.absolute(), representations, model, found, tune, open);
    }

    /** Returns the options without the values that a search tries. */
    public Options withoutTune() {
        return new Options(data, representations, model, targets, Map.of(), open);
    }

    /**
     * Returns the options with other values.
     *
     * @param values by dotted path, in the form of {@link #toMap}
     * @throws OptionsException for a key that does not exist, or a value that it may not have
     */
    public Options with(Map<String, ?> values) {
        Map<String, @Nullable Object> tree = toMap();
        open.forEach(path -> OpenKeys.remove(tree, path));
        Map<String, @Nullable Object> changed = tree;
        for (Map.Entry<String, ?> e : values.entrySet()) {
            changed = Overrides.put(changed, e.getKey(), e.getValue());
        }
        return OptionsKeys.read(changed, data.folder());
    }

    /** Returns the value of a key by its dotted path, in the form of {@link #toMap}; null where there is none. */
    public @Nullable Object value(String path) {
        return OpenKeys.find(toMap(), path);
    }
}
