package org.lather.classification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.arrayfile.Json;
import org.lather.arrayfile.ModelFileException;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.SafetensorsWriter;
import org.lather.arrayfile.Tensor;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.Cell;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;

/**
 * A classification in one safetensors file of the format of {@link ModelFile}: its support structures S with
 * {@code support/sizes} [S], {@code support/types} [atoms], {@code support/positions} [atoms][3] in Å,
 * {@code support/cells} [S][3][3] in Å, {@code support/pbc} [S][3] and {@code support/self_kernels} [S],
 * {@code coefficients} [pair][S], and in the metadata the resolved options, {@code elements}, {@code classes},
 * {@code machines}, provenance and checksums.
 */
public final class ClassifierFile {
    private static final ObjectMapper JSON = Json.mapper();
    private static final String CLASSES = "classes";
    private static final String PROVENANCE = "provenance/";
    private static final String TRAINED = "training_fingerprints";

    private ClassifierFile() {}

    /**
     * Whether a model file has a classification.
     *
     * @throws ModelFileException for a file that is missing, of another format, or of a newer version
     */
    public static boolean is(Path file) {
        try (SafetensorsReader in = SafetensorsReader.open(file, ModelFile.FORMAT, false)) {
            return in.metadata().containsKey(CLASSES);
        }
    }

    /**
     * Writes a classification. The file appears under its name when it is complete, or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Classifier model) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("options", model.options().withAbsolutePaths().toYaml());
        metadata.put("length_unit", "A");
        metadata.put("elements", JSON.valueToTree(model.elements()).toString());
        metadata.put(CLASSES, JSON.valueToTree(model.classes().labels()).toString());
        metadata.put("c", Double.toString(model.c()));
        ArrayNode machines = JSON.createArrayNode();
        for (PairMachine m : model.machines()) {
            ObjectNode o = machines.addObject();
            o.put("low", m.low());
            o.put("high", m.high());
            o.put("bias", m.bias());
            o.put("sigmoid_slope", m.sigmoid().slope());
            o.put("sigmoid_offset", m.sigmoid().offset());
        }
        metadata.put("machines", machines.toString());
        model.provenance().forEach((k, v) -> metadata.put(PROVENANCE + k, v));
        int s = model.support().size();
        int[] sizes = model.support().stream().mapToInt(Structure::size).toArray();
        int atoms = Arrays.stream(sizes).sum();
        int[] types = model.support().stream()
                .flatMapToInt(x -> Arrays.stream(x.atomicNumbers()))
                .toArray();
        double[] positions = model.support().stream()
                .flatMapToDouble(x -> Arrays.stream(x.positions()))
                .toArray();
        double[] cells = model.support().stream()
                .flatMapToDouble(x -> Arrays.stream(x.cell().rows()))
                .toArray();
        int[] pbc = new int[3 * s];
        Arrays.setAll(pbc, k -> model.support().get(k / 3).cell().periodic(k % 3) ? 1 : 0);
        double[] coefficients = model.machines().stream()
                .flatMapToDouble(m -> Arrays.stream(m.coefficients()))
                .toArray();
        List<Tensor> tensors = new ArrayList<>(List.of(
                Tensor.of("support/sizes", sizes, s),
                Tensor.of("support/types", types, atoms),
                Tensor.of("support/positions", positions, atoms, 3),
                Tensor.of("support/cells", cells, s, 3, 3),
                Tensor.of("support/pbc", pbc, s, 3),
                Tensor.of("support/self_kernels", model.selfKernels(), s),
                Tensor.of("coefficients", coefficients, model.machines().size(), s)));
        long[] trained = model.trained().sorted();
        tensors.add(Tensor.of(TRAINED, trained, trained.length));
        SafetensorsWriter.write(file, ModelFile.FORMAT.describe(metadata), tensors);
    }

    /**
     * Reads a classification.
     *
     * @param verify whether to check the checksums
     * @throws ModelFileException for a file that is missing, damaged, of another format, of a newer version, or of a
     *     regression
     */
    public static Classifier read(Path file, boolean verify) {
        try (SafetensorsReader in = SafetensorsReader.open(file, ModelFile.FORMAT, verify)) {
            if (!in.metadata().containsKey(CLASSES)) {
                throw new ModelFileException(file, "expected a classification, found a regression");
            }
            Options options =
                    Options.parse(in.metadata("options"), file.toAbsolutePath().resolveSibling(""));
            if (!options.model().type().isClassification()) {
                throw new ModelFileException(file, "expected the options of a classification, found a regression");
            }
            List<String> labels = new ArrayList<>();
            JSON.readTree(in.metadata(CLASSES)).forEach(l -> labels.add(l.asText()));
            double[] coefficients = in.doubles("coefficients");
            List<Structure> support = support(in);
            JsonNode described = JSON.readTree(in.metadata("machines"));
            expectLength("coefficients", coefficients.length, (long) described.size() * support.size());
            List<PairMachine> machines = new ArrayList<>();
            for (JsonNode m : described) {
                int from = machines.size() * support.size();
                machines.add(new PairMachine(
                        (int) number(m, "low"),
                        (int) number(m, "high"),
                        Arrays.copyOfRange(coefficients, from, from + support.size()),
                        number(m, "bias"),
                        new Sigmoid(number(m, "sigmoid_slope"), number(m, "sigmoid_offset"))));
            }
            Map<String, String> provenance = new LinkedHashMap<>();
            in.metadata().forEach((k, v) -> {
                if (k.startsWith(PROVENANCE)) {
                    provenance.put(k.substring(PROVENANCE.length()), v);
                }
            });
            List<Integer> elements = new ArrayList<>();
            JSON.readTree(in.metadata("elements")).forEach(z -> elements.add(z.asInt()));
            return new Classifier(
                    options,
                    elements.stream().mapToInt(Integer::intValue).toArray(),
                    new Classes(labels),
                    support,
                    in.doubles("support/self_kernels"),
                    machines,
                    Double.parseDouble(in.metadata("c")),
                    provenance,
                    Fingerprints.of(in.longs(TRAINED)));
        } catch (JsonProcessingException | OptionsException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelFileException(file, "its description cannot be read: " + e.getMessage());
        }
    }

    private static double number(JsonNode of, String key) {
        JsonNode value = of.required(key);
        if (!value.isNumber()) {
            throw new IllegalArgumentException("expected a number under " + key + ", got " + value);
        }
        return value.asDouble();
    }

    private static void expectLength(String tensor, long length, long expected) {
        if (length != expected) {
            throw new IllegalArgumentException("expected " + expected + " numbers in " + tensor + ", got " + length);
        }
    }

    private static List<Structure> support(SafetensorsReader in) {
        int[] sizes = in.ints("support/sizes");
        int[] types = in.ints("support/types");
        double[] positions = in.doubles("support/positions");
        double[] cells = in.doubles("support/cells");
        int[] pbc = in.ints("support/pbc");
        long atoms = 0;
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException("expected structures of at least one atom, got " + size);
            }
            atoms += size;
        }
        expectLength("support/types", types.length, atoms);
        expectLength("support/positions", positions.length, 3 * atoms);
        expectLength("support/cells", cells.length, 9L * sizes.length);
        expectLength("support/pbc", pbc.length, 3L * sizes.length);
        List<Structure> out = new ArrayList<>();
        int from = 0;
        for (int s = 0; s < sizes.length; s++) {
            int to = from + sizes[s];
            double[] rows = Arrays.copyOfRange(cells, 9 * s, 9 * s + 9);
            boolean cell = Arrays.stream(rows).anyMatch(x -> x != 0);
            out.add(Structure.of(
                    Arrays.copyOfRange(types, from, to),
                    Arrays.copyOfRange(positions, 3 * from, 3 * to),
                    cell ? Cell.of(rows, pbc[3 * s] == 1, pbc[3 * s + 1] == 1, pbc[3 * s + 2] == 1) : Cell.NONE));
            from = to;
        }
        return out;
    }
}
