package org.lather.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.structure.Structure;

/** Hyper-parameters and structures of one golden file of a descriptor. */
public record GoldenCase(DensityExpansion expansion, List<Structure> structures, Channels channels) {
    public static GoldenCase named(String name) {
        JsonNode json = parse(Golden.text(name + ".json"));
        List<Structure> structures = new ArrayList<>();
        json.get("structures").forEach(s -> structures.add(GoldenStructures.named(s.asText())));
        int[] species = IntStream.range(0, json.get("species").size())
                .map(i -> json.get("species").get(i).asInt())
                .toArray();
        return new GoldenCase(expansion(json.get("hypers")), structures, Channels.oneHot(species));
    }

    static JsonNode parse(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** featomic's names; exact integrals. */
    static DensityExpansion expansion(JsonNode hypers) {
        JsonNode cutoff = hypers.get("cutoff");
        JsonNode smoothing = cutoff.get("smoothing");
        JsonNode density = hypers.get("density");
        JsonNode basis = hypers.get("basis");
        return new DensityExpansion(
                new Cutoff(
                        cutoff.get("radius").asDouble(),
                        smoothing.get("type").asText().equals("Step")
                                ? new Smoothing.Step()
                                : new Smoothing.ShiftedCosine(
                                        smoothing.get("width").asDouble())),
                new GaussianDensity(
                        density.get("width").asDouble(),
                        density.path("center_atom_weight").asDouble(1),
                        scaling(density.path("scaling"))),
                new Basis(
                        basis.get("max_angular").asInt(),
                        basis.get("radial").get("max_radial").asInt(),
                        null));
    }

    private static @Nullable RadialScaling scaling(JsonNode s) {
        return s.isObject()
                ? new RadialScaling.Willatt2018(
                        s.get("rate").asDouble(),
                        s.get("scale").asDouble(),
                        s.get("exponent").asDouble())
                : null;
    }

    /** The expansion with l = 0 only. */
    DensityExpansion radial() {
        Basis b = expansion.basis();
        return new DensityExpansion(
                expansion.cutoff(), expansion.density(), new Basis(0, b.maxRadial(), b.splineAccuracy()));
    }
}
