package org.lather.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lather.arrayfile.FileFormat;
import org.lather.arrayfile.Json;
import org.lather.arrayfile.ModelFileException;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.SafetensorsWriter;
import org.lather.arrayfile.Tensor;
import org.lather.backend.FeatureBlock;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.Smoothing;
import org.lather.descriptor.Columns;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.Representation;
import org.lather.structure.Fingerprints;
import org.lather.target.CompositionUncertainty;
import org.lather.target.Derivative;
import org.lather.target.FittedBaseline;
import org.lather.target.RowType;
import org.lather.target.Target;

/**
 * A model in one safetensors file: {@code representatives/S} [M][columns] for each representation S, {@code centers}
 * [M], {@code columns/S}, the places of the chosen columns in the layout of a bispectrum S where not all are there,
 * {@code structures} [B], the number of representatives of each structure if these are the rows of a posterior (then
 * {@code variance/TARGET} [B(B+1)/2], and {@code weights/TARGET} [B] where structures are compared), {@code channels}
 * [element][channel] if channels mix elements, {@code weights/TARGET} [M], {@code variance/TARGET} [M(M+1)/2] of a
 * posterior, {@code committee/TARGET} [member][M] of a committee, what {@link CompositionFile} says, of tensors what
 * {@link FittedBlocks} says, and in the metadata the resolved options, units, baselines, noise, provenance and
 * checksums. Energies are in the units of the targets, lengths in Å.
 */
public final class ModelFile {
    /** The format that is written; files of the same major version are read. */
    public static final FileFormat FORMAT = new FileFormat("lather-model", 1, 1);

    private static final ObjectMapper JSON = Json.mapper();
    private static final String PROVENANCE = "provenance/";
    private static final String CHANNELS = "channels";
    private static final String COLUMNS = "columns/";
    private static final String STRUCTURES = "structures";
    private static final String TRAINED = "training_fingerprints";

    private ModelFile() {}

    /**
     * Writes a model. The file appears under its name when it is complete, or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, ModelParameters model) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("options", model.options().withAbsolutePaths().toYaml());
        metadata.put("length_unit", "A");
        metadata.put("elements", text(JSON.valueToTree(model.channels().atomicNumbers())));
        ArrayNode targets = JSON.createArrayNode();
        List<Tensor> tensors = new ArrayList<>();
        int m = model.size();
        for (FittedTarget t : model.targets()) {
            targets.add(describe(t));
            FittedBlocks.addWeights(t, model.weights(), tensors);
            if (t.factor().length > 0) {
                tensors.add(reals(model.options(), "variance/" + t.name(), t.factor(), t.factor().length));
            }
            t.composition().ifPresent(c -> CompositionFile.add(t.name(), c, tensors));
        }
        metadata.put("targets", text(targets));
        model.provenance().forEach((k, v) -> metadata.put(PROVENANCE + k, v));
        for (int s = 0; s < model.representatives().size(); s++) {
            FeatureBlock b = model.representatives().get(s);
            tensors.add(RepresentativeRows.tensor(model.options(), "representatives/" + s, b));
            addColumns(model.options().representations().get(s).columns(), s, tensors);
        }
        if (model.structures().length > 0) {
            tensors.add(Tensor.of(STRUCTURES, model.structures(), model.structures().length));
        }
        FittedBlocks.addFeatures(model, metadata, tensors);
        if (!model.channels().isOneHot()) {
            double[][] u = model.channels().weights();
            double[] flat = Arrays.stream(u).flatMapToDouble(Arrays::stream).toArray();
            tensors.add(Tensor.of(CHANNELS, flat, u.length, model.channels().count()));
        }
        tensors.add(Tensor.of("centers", model.representatives().get(0).centers(), m));
        long[] trained = model.trained().sorted();
        if (trained.length > 0) {
            tensors.add(Tensor.of(TRAINED, trained, trained.length));
        }
        SafetensorsWriter.write(file, FORMAT.describe(metadata), tensors);
    }

    private static void addColumns(Columns columns, int representation, List<Tensor> to) {
        if (columns.combinations().isPresent()) {
            CombinationFile.add(columns.combinations().get(), representation, to);
        } else if (!columns.isAll()) {
            int[] places = columns.places();
            to.add(Tensor.of(COLUMNS + representation, places, places.length));
        }
    }

    /** A large tensor, in the precision of the representatives. */
    static Tensor reals(Options options, String name, double[] values, long... shape) {
        return switch (options.model().representatives().precision()) {
            case DOUBLE -> Tensor.of(name, values, shape);
            case SINGLE -> Tensor.rounded(name, values, shape);
        };
    }

    private static ObjectNode describe(FittedTarget t) {
        ObjectNode o = JSON.createObjectNode();
        o.put("name", t.name());
        o.put("unit", t.target().unit().toString());
        o.put("noise", t.noise());
        o.put("signal", t.signal());
        put(o, "derivative_noise", t, t.derivativeNoise());
        put(o, "uncertainty_scale", t, t.uncertainty().scales());
        put(o, "uncertainty_exponent", t, t.uncertainty().exponents());
        put(o, "uncertainty_floor", t, t.uncertainty().floors());
        put(o, "uncertainty_largest", t, t.uncertainty().largest());
        t.composition().ifPresent(c -> CompositionFile.describe(c, o));
        FittedBlocks.describe(t, o);
        ArrayNode baselines = o.putArray("baselines");
        for (FittedBaseline b : t.baselines()) {
            b.match(new DescribedBaseline(baselines.addObject()));
        }
        return o;
    }

    private static void put(ObjectNode to, String key, FittedTarget t, Map<RowType, Double> values) {
        if (!values.isEmpty()) {
            ObjectNode named = to.putObject(key);
            values.forEach((type, value) -> named.put(type.name(t.name()), value));
        }
    }

    /** Describes a baseline in an object of JSON, which it returns. */
    private record DescribedBaseline(ObjectNode to) implements FittedBaseline.Cases<ObjectNode> {
        @Override
        public ObjectNode elements(FittedBaseline.Elements baseline) {
            ObjectNode numbers = to.putObject("elements");
            baseline.byAtomicNumber().forEach((z, v) -> numbers.put(Integer.toString(z), v));
            return to;
        }

        @Override
        public ObjectNode key(FittedBaseline.Key baseline) {
            to.put("key", baseline.key());
            baseline.derivatives().forEach((kind, key) -> to.put(kind.word(), key));
            return to;
        }

        @Override
        public ObjectNode repulsion(FittedBaseline.Repulsion baseline) {
            to.put("repulsion", "zbl");
            to.put("radius", baseline.cutoff().radius());
            to.put("width", baseline.cutoff().smoothing().width());
            return to;
        }
    }

    private static String text(JsonNode node) {
        return node.toString();
    }

    /**
     * Reads a model.
     *
     * @param verify whether to check the checksums
     * @throws ModelFileException for a file that is missing, damaged, of another format, or of a newer version
     */
    public static ModelParameters read(Path file, boolean verify) {
        try (SafetensorsReader in = SafetensorsReader.open(file, FORMAT, verify)) {
            Options options = options(in, file);
            if (options.model().type().isClassification()) {
                throw new ModelFileException(file, "expected a regression, found a classification");
            }
            if (options.hasDensity()) {
                throw new ModelFileException(file, "expected a regression of numbers or tensors, found a density");
            }
            Channels channels = channels(in);
            int[] centers = in.ints("centers");
            List<FeatureBlock> blocks = new ArrayList<>();
            for (int s = 0; s < options.representations().size(); s++) {
                String name = "representatives/" + s;
                int expected = options.representations().get(s).descriptor().columns(channels);
                if (in.shape(name).length != 2 || in.shape(name)[1] != expected) {
                    throw new ModelFileException(
                            file, "expected " + expected + " columns of " + name + " for its options");
                }
                blocks.add(RepresentativeRows.read(in, name, options, expected, centers));
            }
            List<FittedTarget> targets = new ArrayList<>();
            for (JsonNode t : JSON.readTree(in.metadata("targets"))) {
                targets.add(target(t, options, in));
            }
            Map<String, String> provenance = new LinkedHashMap<>();
            in.metadata().forEach((k, v) -> {
                if (k.startsWith(PROVENANCE)) {
                    provenance.put(k.substring(PROVENANCE.length()), v);
                }
            });
            return new ModelParameters(
                    options,
                    channels,
                    blocks,
                    in.names().contains(STRUCTURES) ? in.ints(STRUCTURES) : new int[0],
                    FittedBlocks.features(in, options, channels, centers),
                    targets,
                    provenance,
                    in.names().contains(TRAINED) ? Fingerprints.of(in.longs(TRAINED)) : new Fingerprints());
        } catch (JsonProcessingException | OptionsException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelFileException(file, "its description cannot be read: " + e.getMessage());
        }
    }

    private static Options options(SafetensorsReader in, Path file) {
        Options parsed =
                Options.parse(in.metadata("options"), file.toAbsolutePath().resolveSibling(""));
        List<Representation> all = new ArrayList<>(parsed.representations());
        for (int s = 0; s < all.size(); s++) {
            if (in.names().contains(COLUMNS + s)) {
                all.set(s, all.get(s).withColumns(Columns.of(in.ints(COLUMNS + s))));
            } else if (CombinationFile.has(in, s)) {
                all.set(s, all.get(s).withColumns(CombinationFile.read(in, s)));
            }
        }
        return parsed.with(all);
    }

    /** The channels of the density: of the weights in the file, otherwise one for each element. */
    private static Channels channels(SafetensorsReader in) throws JsonProcessingException {
        int[] elements = ints(JSON.readTree(in.metadata("elements")));
        if (!in.names().contains(CHANNELS)) {
            return Channels.oneHot(elements);
        }
        long[] shape = in.shape(CHANNELS);
        if (shape.length != 2 || shape[0] != elements.length) {
            throw new IllegalArgumentException("expected weights in " + CHANNELS + " for each of " + elements.length
                    + " elements, found the shape " + Arrays.toString(shape));
        }
        double[] flat = in.doubles(CHANNELS);
        int count = (int) shape[1];
        double[][] u = new double[elements.length][];
        Arrays.setAll(u, a -> Arrays.copyOfRange(flat, a * count, (a + 1) * count));
        return Channels.mixed(elements, u);
    }

    private static FittedTarget target(JsonNode t, Options options, SafetensorsReader in) {
        String name = t.required("name").asText();
        List<FittedBaseline> baselines = new ArrayList<>();
        for (JsonNode b : t.required("baselines")) {
            if (b.has("key")) {
                Map<Derivative.Kind, String> derivatives = new EnumMap<>(Derivative.Kind.class);
                for (Derivative.Kind kind : Derivative.Kind.values()) {
                    if (b.has(kind.word())) {
                        derivatives.put(kind, b.get(kind.word()).asText());
                    }
                }
                baselines.add(new FittedBaseline.Key(b.get("key").asText(), derivatives));
            } else if (b.has("repulsion")) {
                baselines.add(new FittedBaseline.Repulsion(new Cutoff(
                        b.required("radius").asDouble(),
                        new Smoothing.ShiftedCosine(b.required("width").asDouble()))));
            } else {
                Map<Integer, Double> elements = new LinkedHashMap<>();
                b.required("elements")
                        .properties()
                        .forEach(e -> elements.put(
                                Integer.valueOf(e.getKey()), e.getValue().asDouble()));
                baselines.add(new FittedBaseline.Elements(elements));
            }
        }
        Target target = options.targets().get(name);
        if (target == null) {
            throw new IllegalArgumentException("no options of target " + name);
        }
        return new FittedTarget(
                name, target, baselines, FittedBlocks.blocks(t, name, target, in), uncertainty(t, name, target, in));
    }

    private static Uncertainty uncertainty(JsonNode t, String name, Target target, SafetensorsReader in) {
        String variance = "variance/" + name;
        boolean posterior = in.names().contains(variance);
        if (!posterior && !t.has(FittedBlocks.MEMBERS)) {
            return new Uncertainty.None();
        }
        Map<RowType, Double> exponents = numbers(t, "uncertainty_exponent", name, target);
        Map<RowType, Double> floors = numbers(t, "uncertainty_floor", name, target);
        Map<RowType, Double> largest = numbers(t, "uncertainty_largest", name, target);
        Map<RowType, Calibration> calibrations = new LinkedHashMap<>();
        numbers(t, "uncertainty_scale", name, target)
                .forEach((type, scale) -> calibrations.put(
                        type,
                        new Calibration(
                                scale,
                                exponents.getOrDefault(type, 1.0),
                                floors.getOrDefault(type, 0.0),
                                largest.getOrDefault(type, Double.NaN))));
        Optional<CompositionUncertainty> composition = CompositionFile.read(t, name, in);
        return posterior
                ? new Uncertainty.Posterior(in.doubles(variance), calibrations, composition)
                : new Uncertainty.Committee(calibrations, composition);
    }

    /** The numbers of the row types of a target, by their names under a key; empty without the key. */
    static Map<RowType, Double> numbers(JsonNode t, String key, String name, Target target) {
        List<RowType> types = new ArrayList<>(List.of(new RowType.Value()));
        target.derivatives().forEach(d -> types.add(new RowType.Gradient(d.kind())));
        Map<RowType, Double> out = new LinkedHashMap<>();
        for (RowType type : types) {
            if (t.path(key).has(type.name(name))) {
                out.put(type, t.get(key).get(type.name(name)).asDouble());
            }
        }
        return out;
    }

    static int[] ints(JsonNode array) {
        int[] out = new int[array.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = array.get(i).asInt();
        }
        return out;
    }
}
