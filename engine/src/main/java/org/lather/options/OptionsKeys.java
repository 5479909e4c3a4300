package org.lather.options;

import static org.lather.options.Key.doc;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lather.target.Target;

/** The outermost map of an options file. */
final class OptionsKeys {
    static final Key<Options, Data> DATA =
            Key.of("data", DataKeys.BLOCK, Options::data, doc("the files of structures"));
    static final Key<Options, List<Representation>> REPRESENTATIONS = Key.of(
            "representations",
            RepresentationKeys.LIST,
            Options::representations,
            doc("descriptors, whose kernels are summed with their weights"));
    static final Key<Options, ModelOptions> MODEL =
            Key.of("model", ModelKeys.BLOCK, Options::model, doc("how the targets are fitted"));
    static final Key<Options, Map<String, Target>> TARGETS =
            Key.of("targets", TargetKeys.BY_NAME, Options::targets, doc("the properties to be learnt, by name"));

    static final Key<Options, Map<String, List<Object>>> TUNE = Key.<Options, Map<String, List<Object>>>of(
                    "tune",
                    TuneKeys.VALUES,
                    Options::tune,
                    doc("what [`lather tune`](tune.md) tries: dotted keys of `representations` and `model`, each with a"
                                    + " list of values or a range `{from: 3.0, to: 6.0, steps: 7}`, with `scale: log` one of"
                                    + " equal ratios; other commands ignore it")
                            .absent("chosen by the other options"))
            .onlyIf(options -> !options.tune().isEmpty());

    static final Block<Options> BLOCK = new Block<>(List.of(DATA, REPRESENTATIONS, MODEL, TARGETS, TUNE), map -> {
        Data data = map.get(DATA);
        List<Representation> representations = map.get(REPRESENTATIONS);
        Map<String, Target> targets = map.get(TARGETS);
        ModelOptions model = map.get(MODEL);
        Map<String, List<Object>> tune = map.get(TUNE);
        return map.build(() -> new Options(data, representations, model, targets, tune, map.open()));
    });

    private OptionsKeys() {}

    /**
     * Reads the tree of an options file.
     *
     * @param folder the folder that relative paths start at
     */
    static Options read(Map<String, @Nullable Object> tree, Path folder) {
        return read(tree, folder, Domain.MOLECULES);
    }

    /**
     * Reads the tree of an options file.
     *
     * @param folder the folder that relative paths start at
     * @param domain the structures that decide defaults
     */
    static Options read(Map<String, @Nullable Object> tree, Path folder, Domain domain) {
        return BLOCK.read(OptionsMap.root(tree, "", folder, domain));
    }
}
