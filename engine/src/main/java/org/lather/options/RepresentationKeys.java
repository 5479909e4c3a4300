package org.lather.options;

import static org.lather.options.Key.doc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lather.descriptor.Descriptor;
import org.lather.error.Cure;

/** The entries of {@code representations}. */
final class RepresentationKeys {
    private static final Key<Representation, Descriptor.Type> CALCULATOR = Key.<Representation, Descriptor.Type>of(
                    Hypers.CALCULATOR.name(),
                    Calculator.CHOICE,
                    Descriptor.Type.POWER_SPECTRUM,
                    r -> r.tensors()
                            ? Descriptor.Type.LAMBDA_SOAP
                            : r.descriptor().type(),
                    doc(meaning()).absent("`power_spectrum`; `lambda_soap` if a target is a tensor"))
            .orElse(map ->
                    TargetKeys.learnTensors(map.root()) ? Descriptor.Type.LAMBDA_SOAP : Descriptor.Type.POWER_SPECTRUM);
    private static final Key<Representation, Double> WEIGHT = Key.of(
            "weight", Scalars.POSITIVE, 1.0, Representation::weight, doc("weight of this kernel in the sum, positive"));
    private static final Key<Representation, Integer> SIGMA = Hypers.SIGMA.of(Representation::descriptor);

    private static final int CHOSEN_FEATURES = 400;

    /** The number of features that are chosen, 0 for {@code all}, and how, or which are listed. */
    private record Chosen(int count, SelectionMethod selection, double whitening, ListedFeatures listed) {
        static final Chosen ALL = new Chosen(0, ListedFeatures.NONE);

        Chosen(int count, ListedFeatures listed) {
            this(count, SelectionMethod.FPS, 0, listed);
        }

        static Chosen of(Representation r) {
            return new Chosen(r.features(), r.selection(), r.chosen().whitening(), new ListedFeatures(r.listed()));
        }

        Representation.Chosen known() {
            return new Representation.Chosen(count, selection, whitening, listed.labels());
        }

        boolean isListed() {
            return !listed.isEmpty();
        }
    }

    private static final Key<Chosen, ListedFeatures> FILE = Key.of(
                    "file",
                    ListedFeatures.FILE,
                    ListedFeatures.NONE,
                    Chosen::listed,
                    doc("features that [`lather select`](selection.md) selected: its `.json` file")
                            .absent("none"))
            .onlyIf(c -> false);
    private static final Key<Chosen, ListedFeatures> LIST_OF_LABELS = Key.of(
                    "list",
                    ListedFeatures.LIST,
                    ListedFeatures.NONE,
                    Chosen::listed,
                    doc("features of the power spectrum, each as [neighbor_1_type, neighbor_2_type, l, n_1, n_2]")
                            .absent("none"))
            .onlyIf(Chosen::isListed);

    private static final Key<Chosen, SelectionMethod> SELECTION = Key.<Chosen, SelectionMethod>of(
                    "selection",
                    Choice.of(
                            List.of(
                                    SelectionMethod.FPS,
                                    SelectionMethod.CUR,
                                    SelectionMethod.PCOV_FPS,
                                    SelectionMethod.PCOV_CUR,
                                    SelectionMethod.PCA),
                            SelectionMethod::word),
                    SelectionMethod.FPS,
                    Chosen::selection,
                    doc(
                            "`fps`, farthest point sampling, `cur`, largest leverage scores, or `pcov_fps` and `pcov_cur`, which"
                                    + " weigh the targets of a training beside the features,"
                                    + " or `pca`, principal components of a power spectrum, for the centres of each"
                                    + " element their own ([selection](selection.md#features-of-a-model)); of tensors"
                                    + " `fps`"))
            .onlyIf(c -> !c.isListed());
    private static final Key<Chosen, Double> WHITENING = Key.<Chosen, Double>of(
                    "whitening",
                    Scalars.NOT_NEGATIVE,
                    0.0,
                    Chosen::whitening,
                    doc(
                            "of principal components of variance λ_k: component k is divided by (λ_k/λ_1)^(γ/2), γ from 0 to"
                                    + " 1; small differences of environments count for more with larger γ"))
            .onlyIf(c -> c.selection() == SelectionMethod.PCA);
    private static final Key<Chosen, Integer> COUNT = Key.<Chosen, Integer>of(
                    "count",
                    Scalars.count(1),
                    CHOSEN_FEATURES,
                    Chosen::count,
                    doc("number of features, of tensors for each order"))
            .onlyIf(c -> !c.isListed());
    private static final Block<Chosen> CHOSEN =
            new Block<>(List.of(COUNT, SELECTION, WHITENING, FILE, LIST_OF_LABELS), map -> {
                boolean file = map.has(FILE);
                if (file || map.has(LIST_OF_LABELS)) {
                    ListedFeatures listed = file ? map.get(FILE) : map.get(LIST_OF_LABELS);
                    return new Chosen(listed.labels().size(), listed);
                }
                int count = map.get(COUNT);
                if (count < 1) {
                    throw OptionsException.wrong(map.path(COUNT.name()), "a positive number of features", count);
                }
                return new Chosen(count, map.get(SELECTION), map.get(WHITENING), ListedFeatures.NONE);
            });

    private static final ValueType<Chosen> ALL_OR_CHOSEN = new ValueType<>() {
        private static final String ALL = "all";

        @Override
        public Chosen read(OptionsMap map, String key) {
            Object value = map.raw(key);
            if (ALL.equals(value)) {
                return Chosen.ALL;
            }
            if (!(value instanceof Map)) {
                throw OptionsException.wrong(map.path(key), "all, or a map like {count: 400, selection: fps}", value);
            }
            return CHOSEN.read(map, key);
        }

        @Override
        public Object write(Chosen chosen) {
            return chosen.count() == 0 ? ALL : CHOSEN.write(chosen);
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("anyOf", List.of(Trees.map("const", ALL), CHOSEN.schema()));
        }
    };

    private static final Key<Representation, Chosen> FEATURES = Key.of(
                    "features",
                    ALL_OR_CHOSEN,
                    Chosen.ALL,
                    Chosen::of,
                    doc("`all`, or `{count: 400, selection: fps}` for that many features, of tensors for each order, that"
                                    + " [the structures choose](selection.md#features-of-a-model), or `{file:"
                                    + " selected.json}` for those that `lather select` chose; only for"
                                    + " `power_spectrum`, `bispectrum` and `lambda_soap`")
                            .absent("`all`; `{count: 400}` for `bispectrum` and for tensors without a `calculator`"))
            .orElse(map -> (map.contains(CALCULATOR) && map.get(CALCULATOR) != Descriptor.Type.BISPECTRUM)
                            || map.get(CALCULATOR) == Descriptor.Type.POWER_SPECTRUM
                    ? Chosen.ALL
                    : new Chosen(CHOSEN_FEATURES, ListedFeatures.NONE))
            .onlyIf(Representation::takesFeatures);

    private static final Block<Representation> BLOCK = new Block<>(
            Stream.of(
                            Stream.of(CALCULATOR, WEIGHT, SIGMA),
                            Hypers.CONTENT.stream().map(key -> key.of(Representation::descriptor)),
                            Stream.of(FEATURES))
                    .flatMap(keys -> keys)
                    .<Key<Representation, ?>>map(key -> key)
                    .toList(),
            RepresentationKeys::read);

    /** A list of representations; where it is absent, one with all defaults. */
    static final ValueType<List<Representation>> LIST = new ValueType<>() {
        @Override
        public List<Representation> read(OptionsMap map, String key) {
            Object value = map.has(key) ? map.raw(key) : List.of(Map.of());
            if (!(value instanceof List<?> list) || list.isEmpty()) {
                throw OptionsException.wrong(map.path(key), "a list with at least one representation", value);
            }
            List<Representation> out = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                out.add(BLOCK.read(map.child(key + "." + i, list.get(i))));
            }
            return out;
        }

        @Override
        public Object write(List<Representation> representations) {
            List<Object> out = new ArrayList<>();
            representations.forEach(r -> out.add(BLOCK.write(r)));
            return out;
        }

        @Override
        public Map<String, @Nullable Object> schema() {
            return Trees.map("type", "array", "minItems", 1, "items", BLOCK.schema());
        }

        @Override
        public List<? extends Key<?, ?>> keys() {
            return BLOCK.keys();
        }

        @Override
        public String step() {
            return ".N";
        }
    };

    private RepresentationKeys() {}

    private static String meaning() {
        String tensors = Calculator.word(Descriptor.Type.LAMBDA_SOAP);
        List<String> numbers = new ArrayList<>(Calculator.names());
        numbers.remove(tensors);
        String last = numbers.remove(numbers.size() - 1);
        return "features: `" + String.join("`, `", numbers) + "` or `" + last + "`; also `"
                + String.join("`, `", Calculator.otherNames()) + "`; for [tensors](tensors.md) `" + tensors
                + "`, which computes the orders that the targets need";
    }

    private static Representation read(OptionsMap map) {
        Descriptor.Type calculator = map.get(CALCULATOR);
        boolean tensors = calculator == Descriptor.Type.LAMBDA_SOAP;
        boolean chosen =
                tensors || calculator == Descriptor.Type.BISPECTRUM || calculator == Descriptor.Type.POWER_SPECTRUM;
        if (!chosen && map.contains(FEATURES)) {
            throw new OptionsException(
                    "`" + map.path(FEATURES.name())
                            + "`: expected it with `calculator: power_spectrum`, `bispectrum` or `lambda_soap` alone",
                    Cure.text("Leave it out"));
        }
        double weight = map.get(WEIGHT);
        if (tensors) {
            // the scalars of the same density normalise the covariances of tensors, and choose representatives
            Chosen some = map.get(FEATURES);
            Descriptor scalars = new Descriptor.PowerSpectrum(Hypers.expansion(map));
            return map.build(() -> new Representation(scalars, weight, true, some.known()));
        }
        Chosen some = chosen ? map.get(FEATURES) : Chosen.ALL;
        return map.build(() -> new Representation(Calculator.descriptor(calculator, map), weight, false, some.known()));
    }
}
