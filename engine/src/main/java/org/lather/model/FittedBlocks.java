package org.lather.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.lather.arrayfile.Json;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.Tensor;
import org.lather.backend.FeatureBlock;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.math.Irrep;
import org.lather.options.Options;
import org.lather.target.Derivative;
import org.lather.target.RowType;
import org.lather.target.Target;

/**
 * The blocks of targets in a model file. Of a number they are {@code weights/TARGET} [M]. Of tensors there are, for
 * each order λ, parity σ (p for +1, m for −1) and representation S, {@code tensors/λp/S} [M (2λ+1)][columns], rows
 * representative by representative, and {@code columns/λp/S}, the places of the chosen columns in the layout of λ-SOAP,
 * where not all are there; for each block k of a target {@code weights/TARGET/λp/k} [M][2λ+1]. Weights of the members
 * of a committee are {@code committee/...} with a first axis [member] and the rest as for {@code weights/...}.
 */
final class FittedBlocks {
    private static final ObjectMapper JSON = Json.mapper();
    private static final String ORDERS = "tensors";
    /** The number of members of a committee in the description of a target. */
    static final String MEMBERS = "members";

    private FittedBlocks() {}

    private static String order(Irrep irrep) {
        return irrep.lambda() + (irrep.sigma() > 0 ? "p" : "m");
    }

    private static Irrep irrep(JsonNode of) {
        return new Irrep(of.required("lambda").asInt(), of.required("sigma").asInt());
    }

    static void addFeatures(ModelParameters model, Map<String, String> metadata, List<Tensor> to) {
        List<IrrepFeatures> features = model.tensors();
        if (features.isEmpty()) {
            return;
        }
        ArrayNode orders = JSON.createArrayNode();
        for (IrrepFeatures f : features) {
            orders.addObject()
                    .put("lambda", f.irrep().lambda())
                    .put("sigma", f.irrep().sigma());
            String order = order(f.irrep());
            for (int s = 0; s < f.features().size(); s++) {
                FeatureBlock b = f.features().get(s);
                to.add(ModelFile.reals(
                        model.options(), "tensors/" + order + "/" + s, b.values(), b.rows(), b.columns()));
                int[] places = f.columns().get(s).places();
                if (places.length > 0) {
                    to.add(Tensor.of("columns/" + order + "/" + s, places, places.length));
                }
            }
        }
        metadata.put(ORDERS, orders.toString());
    }

    static List<IrrepFeatures> features(SafetensorsReader in, Options options, Channels channels, int[] centers)
            throws JsonProcessingException {
        List<IrrepFeatures> out = new ArrayList<>();
        if (!in.metadata().containsKey(ORDERS)) {
            return out;
        }
        for (JsonNode o : JSON.readTree(in.metadata(ORDERS))) {
            Irrep irrep = irrep(o);
            String order = order(irrep);
            int components = irrep.components();
            List<Columns> columns = new ArrayList<>();
            List<FeatureBlock> blocks = new ArrayList<>();
            for (int s = 0; s < options.representations().size(); s++) {
                String chosen = "columns/" + order + "/" + s;
                Columns c = in.names().contains(chosen) ? Columns.of(in.ints(chosen)) : Columns.all();
                int count = new Descriptor.LambdaSoap(
                                options.representations().get(s).descriptor().onlyExpansion(),
                                irrep.lambda(),
                                irrep.sigma(),
                                c)
                        .columns(channels);
                String name = "tensors/" + order + "/" + s;
                long[] shape = in.shape(name);
                if (shape.length != 2 || shape[0] != (long) centers.length * components || shape[1] != count) {
                    throw new IllegalArgumentException("expected the shape [" + (long) centers.length * components
                            + ", " + count + "] of " + name + ", got " + Arrays.toString(shape));
                }
                int[] z = new int[centers.length * components];
                Arrays.setAll(z, i -> centers[i / components]);
                columns.add(c);
                blocks.add(new FeatureBlock(in.doubles(name), count, z));
            }
            out.add(new IrrepFeatures(irrep, columns, blocks));
        }
        return out;
    }

    private static String weights(String name, Target target, Irrep irrep, int index) {
        return name + (target.isTensor() ? "/" + order(irrep) + "/" + index : "");
    }

    static void addWeights(FittedTarget t, int representatives, List<Tensor> to) {
        for (FittedBlock b : t.blocks()) {
            String name = weights(t.name(), t.target(), b.irrep(), b.index());
            long[] shape = t.target().isTensor()
                    ? new long[] {representatives, b.irrep().components()}
                    : new long[] {representatives};
            to.add(Tensor.of("weights/" + name, b.weights(), shape));
            if (b.memberCount() > 0) {
                long[] all = new long[shape.length + 1];
                all[0] = b.memberCount();
                System.arraycopy(shape, 0, all, 1, shape.length);
                to.add(Tensor.of("committee/" + name, b.members(), all));
            }
        }
    }

    static void describe(FittedTarget t, ObjectNode to) {
        if (t.members() > 0) {
            to.put(MEMBERS, t.members());
        }
        if (!t.target().isTensor()) {
            return;
        }
        to.put("rank", t.target().form().rank());
        ArrayNode parts = to.putArray("parts");
        for (FittedBlock b : t.blocks()) {
            parts.addObject()
                    .put("lambda", b.irrep().lambda())
                    .put("sigma", b.irrep().sigma())
                    .put("index", b.index())
                    .put("noise", b.noise())
                    .put("signal", b.signal());
        }
    }

    static List<FittedBlock> blocks(JsonNode described, String name, Target target, SafetensorsReader in) {
        Map<RowType, Double> named = ModelFile.numbers(described, "derivative_noise", name, target);
        Map<Derivative.Kind, Double> derivatives = new EnumMap<>(Derivative.Kind.class);
        named.forEach((type, sigma) -> type.derivative(target).ifPresent(d -> derivatives.put(d.kind(), sigma)));
        List<FittedBlock> out = new ArrayList<>();
        boolean tensor = target.isTensor();
        for (JsonNode b : tensor ? described.required("parts") : List.of(described)) {
            Irrep irrep = tensor ? irrep(b) : Irrep.SCALAR;
            int index = tensor ? b.required("index").asInt() : 0;
            String weights = weights(name, target, irrep, index);
            out.add(new FittedBlock(
                    irrep,
                    index,
                    in.doubles("weights/" + weights),
                    described.has(MEMBERS) ? in.doubles("committee/" + weights) : new double[0],
                    b.required("noise").asDouble(),
                    b.required("signal").asDouble(),
                    derivatives));
        }
        return out;
    }
}
