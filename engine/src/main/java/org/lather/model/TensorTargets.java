package org.lather.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.Tensor;
import org.lather.backend.FeatureBlock;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.math.Irrep;
import org.lather.options.Options;

/**
 * What a model file holds of tensors: for each order λ, parity σ (p for +1, m for −1) and representation S
 * {@code tensors/λp/S} [M (2λ+1)][columns], rows representative by representative, and {@code columns/λp/S}, the places
 * of the chosen columns in the layout of λ-SOAP, where not all are there; for each part k of a target
 * {@code weights/TARGET/λp/k} [M][2λ+1].
 */
final class TensorTargets {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ORDERS = "tensors";

    private TensorTargets() {}

    private static String order(Irrep irrep) {
        return irrep.lambda() + (irrep.sigma() > 0 ? "p" : "m");
    }

    private static Irrep irrep(JsonNode of) {
        return new Irrep(of.required("lambda").asInt(), of.required("sigma").asInt());
    }

    static void addFeatures(List<IrrepFeatures> features, Map<String, String> metadata, List<Tensor> to) {
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
                to.add(Tensor.of("tensors/" + order + "/" + s, b.values(), b.rows(), b.columns()));
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
            int[] z = new int[centers.length * components];
            Arrays.setAll(z, i -> centers[i / components]);
            List<Columns> columns = new ArrayList<>();
            List<FeatureBlock> blocks = new ArrayList<>();
            for (int s = 0; s < options.representations().size(); s++) {
                String chosen = "columns/" + order + "/" + s;
                Columns c = in.names().contains(chosen) ? Columns.of(in.ints(chosen)) : Columns.all();
                int count = new Descriptor.LambdaSoap(
                                options.representations().get(s).descriptor().expansion(),
                                irrep.lambda(),
                                irrep.sigma(),
                                c)
                        .columns(channels);
                columns.add(c);
                blocks.add(new FeatureBlock(in.doubles("tensors/" + order + "/" + s), count, z));
            }
            out.add(new IrrepFeatures(irrep, columns, blocks));
        }
        return out;
    }

    private static String weights(String target, TensorPart p) {
        return weights(target, new Irrep(p.lambda(), p.sigma()), p.index());
    }

    private static String weights(String target, Irrep irrep, int index) {
        return "weights/" + target + "/" + order(irrep) + "/" + index;
    }

    static void addWeights(FittedTarget t, int representatives, List<Tensor> to) {
        for (TensorPart p : t.parts()) {
            to.add(Tensor.of(weights(t.name(), p), p.weights(), representatives, 2 * p.lambda() + 1));
        }
    }

    static void describe(FittedTarget t, ObjectNode to) {
        if (!t.target().isTensor()) {
            return;
        }
        to.put("rank", t.target().form().rank());
        ArrayNode parts = to.putArray("parts");
        for (TensorPart p : t.parts()) {
            parts.addObject()
                    .put("lambda", p.lambda())
                    .put("sigma", p.sigma())
                    .put("index", p.index())
                    .put("noise", p.noise())
                    .put("signal", p.signal());
        }
    }

    static List<TensorPart> parts(JsonNode target, String name, SafetensorsReader in) {
        List<TensorPart> out = new ArrayList<>();
        for (JsonNode p : target.required("parts")) {
            int lambda = p.required("lambda").asInt();
            int sigma = p.required("sigma").asInt();
            int index = p.required("index").asInt();
            out.add(new TensorPart(
                    lambda,
                    sigma,
                    index,
                    in.doubles(weights(name, new Irrep(lambda, sigma), index)),
                    p.required("noise").asDouble(),
                    p.required("signal").asDouble()));
        }
        return out;
    }
}
