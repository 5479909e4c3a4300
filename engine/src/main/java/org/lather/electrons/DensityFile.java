package org.lather.electrons;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lather.arrayfile.Json;
import org.lather.arrayfile.ModelFileException;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.SafetensorsWriter;
import org.lather.arrayfile.Tensor;
import org.lather.descriptor.Columns;
import org.lather.model.ModelFile;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.Cell;
import org.lather.structure.Fingerprints;
import org.lather.structure.Structure;

/**
 * A density in one safetensors file of the format of {@link ModelFile}: the structures with representatives,
 * {@code environments/sizes} [S], {@code environments/types} [atoms] and {@code environments/positions} [atoms][3] in
 * Å; the representatives, {@code environments/structure} [M] and {@code environments/atom} [M];
 * {@code weights/Z/LAMBDA} [M_Z][2λ+1][n] and {@code averages/Z} [n] of each element;
 * {@code columns/LAMBDA/REPRESENTATION} where columns were chosen; and in the metadata the resolved options,
 * {@code elements}, {@code basis}, {@code noise}, provenance and checksums.
 */
public final class DensityFile {
    private static final ObjectMapper JSON = Json.mapper();
    private static final String BASIS = "basis";
    private static final String PROVENANCE = "provenance/";
    private static final String TRAINED = "training_fingerprints";

    private DensityFile() {}

    /**
     * Returns whether a model file has a density.
     *
     * @throws ModelFileException for a file that is missing, of another format, or of a newer version
     */
    public static boolean is(Path file) {
        try (SafetensorsReader in = SafetensorsReader.open(file, ModelFile.FORMAT, false)) {
            return in.metadata().containsKey(BASIS);
        }
    }

    /**
     * Writes a density. The file appears under its name when it is complete, or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, FittedDensity model) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("options", model.options().withAbsolutePaths().toYaml());
        metadata.put("length_unit", "A");
        metadata.put("elements", JSON.valueToTree(model.elements()).toString());
        metadata.put(BASIS, BasisFile.text(model.basis()));
        metadata.put("noise", Double.toString(model.noise()));
        model.provenance().forEach((k, v) -> metadata.put(PROVENANCE + k, v));
        List<Structure> structures = model.environments().structures();
        int[] sizes = structures.stream().mapToInt(Structure::size).toArray();
        int atoms = Arrays.stream(sizes).sum();
        int[] types = structures.stream()
                .flatMapToInt(x -> Arrays.stream(x.atomicNumbers()))
                .toArray();
        double[] positions = structures.stream()
                .flatMapToDouble(x -> Arrays.stream(x.positions()))
                .toArray();
        int m = model.environments().size();
        List<Tensor> tensors = new ArrayList<>(List.of(
                Tensor.of("environments/sizes", sizes, sizes.length),
                Tensor.of("environments/types", types, atoms),
                Tensor.of("environments/positions", positions, atoms, 3),
                Tensor.of("environments/structure", model.environments().structure(), m),
                Tensor.of("environments/atom", model.environments().atom(), m)));
        model.averages().byElement().forEach((z, mean) -> tensors.add(Tensor.of("averages/" + z, mean, mean.length)));
        for (FittedDensity.Weights w : model.weights()) {
            int n = model.basis().of(w.atomicNumber()).shells(w.lambda()).size();
            int c = 2 * w.lambda() + 1;
            tensors.add(Tensor.of(
                    weights(w.atomicNumber(), w.lambda()),
                    w.values(),
                    model.environments().of(w.atomicNumber())[1],
                    c,
                    n));
        }
        for (int l = 0; l < model.columns().size(); l++) {
            for (int r = 0; r < model.columns().get(l).size(); r++) {
                int[] places = model.columns().get(l).get(r).places();
                if (places.length > 0) {
                    tensors.add(Tensor.of(columns(l + 1, r), places, places.length));
                }
            }
        }
        long[] trained = model.trained().sorted();
        tensors.add(Tensor.of(TRAINED, trained, trained.length));
        SafetensorsWriter.write(file, ModelFile.FORMAT.describe(metadata), tensors);
    }

    private static String weights(int z, int lambda) {
        return "weights/" + z + "/" + lambda;
    }

    private static String columns(int lambda, int representation) {
        return "columns/" + lambda + "/" + representation;
    }

    /**
     * Reads a density.
     *
     * @param verify whether to check the checksums
     * @throws ModelFileException for a file that is missing, damaged, of another format, of a newer version, or of
     *     another model
     */
    public static FittedDensity read(Path file, boolean verify) {
        try (SafetensorsReader in = SafetensorsReader.open(file, ModelFile.FORMAT, verify)) {
            if (!in.metadata().containsKey(BASIS)) {
                throw new ModelFileException(file, "expected a density, found another model");
            }
            Options options =
                    Options.parse(in.metadata("options"), file.toAbsolutePath().resolveSibling(""));
            if (!options.hasDensity()) {
                throw new ModelFileException(file, "expected the options of a density, found others");
            }
            AuxiliaryBasis basis = BasisFile.parse(in.metadata(BASIS));
            List<Integer> numbers = new ArrayList<>();
            for (JsonNode z : JSON.readTree(in.metadata("elements"))) {
                numbers.add(z.asInt());
            }
            int[] elements = numbers.stream().mapToInt(Integer::intValue).toArray();
            Map<String, String> provenance = new LinkedHashMap<>();
            in.metadata().forEach((k, v) -> {
                if (k.startsWith(PROVENANCE)) {
                    provenance.put(k.substring(PROVENANCE.length()), v);
                }
            });
            List<FittedDensity.Weights> weights = new ArrayList<>();
            TreeMap<Integer, double[]> averages = new TreeMap<>();
            int most = 0;
            for (int z : elements) {
                averages.put(z, in.doubles("averages/" + z));
                most = Math.max(most, basis.of(z).maxAngular());
                for (int l = 0; l <= basis.of(z).maxAngular(); l++) {
                    weights.add(new FittedDensity.Weights(z, l, in.doubles(weights(z, l))));
                }
            }
            return new FittedDensity(
                    options,
                    elements,
                    basis,
                    new DensityEnvironments(
                            structures(in), in.ints("environments/structure"), in.ints("environments/atom")),
                    columns(in, most, options.representations().size()),
                    new AtomicAverages(averages),
                    weights,
                    Double.parseDouble(in.metadata("noise")),
                    provenance,
                    Fingerprints.of(in.longs(TRAINED)));
        } catch (JsonProcessingException | OptionsException | IllegalArgumentException | ArithmeticException e) {
            throw new ModelFileException(file, "its description cannot be read: " + e.getMessage());
        }
    }

    private static List<List<Columns>> columns(SafetensorsReader in, int most, int representations) {
        List<List<Columns>> out = new ArrayList<>();
        for (int l = 1; l <= most; l++) {
            List<Columns> some = new ArrayList<>();
            for (int r = 0; r < representations; r++) {
                some.add(in.names().contains(columns(l, r)) ? Columns.of(in.ints(columns(l, r))) : Columns.all());
            }
            out.add(some);
        }
        return out;
    }

    private static List<Structure> structures(SafetensorsReader in) {
        int[] sizes = in.ints("environments/sizes");
        int[] types = in.ints("environments/types");
        double[] positions = in.doubles("environments/positions");
        long atoms = 0;
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException("expected structures of at least one atom, got " + size);
            }
            atoms += size;
        }
        if (types.length != atoms || positions.length != 3 * atoms) {
            throw new IllegalArgumentException("expected " + atoms + " atoms of the representatives, got "
                    + types.length + " with " + positions.length + " coordinates");
        }
        List<Structure> out = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            int to = from + size;
            out.add(Structure.of(
                    Arrays.copyOfRange(types, from, to), Arrays.copyOfRange(positions, 3 * from, 3 * to), Cell.NONE));
            from = to;
        }
        return out;
    }
}
