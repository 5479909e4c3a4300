package org.lather.maps;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What pages and files say about a map. */
final class MapText {
    private MapText() {}

    /** A line about the method, with its parameters. */
    static String summary(MapData data) {
        StructureMap map = data.map();
        String method = switch (map.method()) {
            case KPCA -> "kernel principal components";
            case PCOVR -> "principal covariates with " + map.parameters().get("target");
            case KPCOVR ->
                "kernel principal covariates with " + map.parameters().get("target");
            case SKETCHMAP ->
                String.format(
                        Locale.ROOT,
                        "sketch-map, sigma %.4g, exponents %s and %s, stress %.3g",
                        Double.valueOf(String.valueOf(map.parameters().get("sigma"))),
                        exponents(map.parameters().get("high")),
                        exponents(map.parameters().get("low")),
                        map.stress());
        };
        String what = data.ofAtoms()
                ? String.format(Locale.ROOT, "%,d atoms of %,d structures", data.atoms(), data.structures())
                : String.format(Locale.ROOT, "%,d structures", data.structures());
        return String.format(Locale.ROOT, "%s · %s · %,d landmarks", what, method, map.landmarks().length);
    }

    private static String exponents(@Nullable Object pair) {
        return String.valueOf(pair).replaceAll("[\\[\\]]|\\.0\\b", "");
    }

    /** The names of the coordinates. */
    static List<String> axes(StructureMap map) {
        String name = switch (map.method()) {
            case KPCA -> "component ";
            case PCOVR, KPCOVR -> "covariate ";
            case SKETCHMAP -> "sketch-map coordinate ";
        };
        List<String> out = new ArrayList<>();
        for (int d = 1; d <= map.dimensions(); d++) {
            out.add(name + d);
        }
        return out;
    }
}
