package org.lather.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.Tensor;
import org.lather.target.CompositionUncertainty;

/**
 * The uncertainty of a composition baseline in a model file: {@code composition/TARGET/covariance} [E][E] and, if there
 * are any, {@code composition/TARGET/undetermined} [direction][E], E elements; in the description of the target the
 * rest.
 */
final class CompositionFile {
    private static final String KEY = "composition_uncertainty";

    private CompositionFile() {}

    private static String name(String target, String array) {
        return "composition/" + target + "/" + array;
    }

    static void add(String target, CompositionUncertainty c, List<Tensor> to) {
        int e = c.elements().length;
        to.add(Tensor.of(name(target, "covariance"), c.covariance(), e, e));
        if (c.undetermined().length > 0) {
            to.add(Tensor.of(name(target, "undetermined"), c.undetermined(), c.undetermined().length / e, e));
        }
    }

    static void describe(CompositionUncertainty c, ObjectNode to) {
        ObjectNode o = to.putObject(KEY);
        ArrayNode elements = o.putArray("elements");
        for (int z : c.elements()) {
            elements.add(z);
        }
        o.put("row_variance", c.rowVariance());
        o.put("inflation", c.inflation());
        o.put("remainder", c.remainder());
    }

    /** Empty for a target without it, and for files of older versions. */
    static Optional<CompositionUncertainty> read(JsonNode described, String target, SafetensorsReader in) {
        if (!described.has(KEY)) {
            return Optional.empty();
        }
        JsonNode o = described.get(KEY);
        int[] elements = ModelFile.ints(o.required("elements"));
        String undetermined = name(target, "undetermined");
        double[] covariance = in.doubles(name(target, "covariance"));
        double[] directions = in.names().contains(undetermined) ? in.doubles(undetermined) : new double[0];
        if (covariance.length != elements.length * elements.length || directions.length % elements.length != 0) {
            throw new IllegalArgumentException(
                    "expected a composition baseline of " + elements.length + " elements of target " + target);
        }
        return Optional.of(new CompositionUncertainty(
                elements,
                covariance,
                directions,
                o.required("row_variance").asDouble(),
                o.required("inflation").asDouble(),
                o.required("remainder").asDouble()));
    }
}
