package org.lather.electrons;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.arrayfile.Json;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Element;

/**
 * Descriptions of a basis, of which three forms are read: JSON with a list of shells {@code [l, [exponent, coefficient,
 * ...], ...]} of each element, as PySCF keeps them, at the top or under the key {@code basis}; JSON of the Basis Set
 * Exchange; and text of NWChem, which PySCF and the Basis Set Exchange write, too. Coefficients are those of normalised
 * Gaussians, exponents are in bohr⁻². Several columns of coefficients are as many shells.
 */
public final class BasisFile {
    private static final ObjectMapper JSON = Json.mapper();
    private static final long LARGEST = 1L << 26;

    private BasisFile() {}

    /**
     * Reads a file.
     *
     * @throws DataException if it is missing or no basis
     */
    public static AuxiliaryBasis read(Path file) {
        String text;
        try {
            if (Files.isRegularFile(file) && Files.size(file) > LARGEST) {
                throw new DataException(file + ": expected a basis of at most 64 MiB, got a larger file");
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DataException(
                    file + ": expected a file with a basis, which cannot be read"
                            + (Files.exists(file) ? "" : ": there is no such file"),
                    Cure.text("Name a file of PySCF, of NWChem or of the Basis Set Exchange"));
        }
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new DataException(file + ": " + e.getMessage());
        }
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException if it is no basis
     */
    public static AuxiliaryBasis parse(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return new AuxiliaryBasis(NwchemBasis.parse(text));
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected JSON, got a damaged one: " + e.getOriginalMessage());
        }
        boolean exchange = root.has("elements");
        JsonNode elements = exchange ? root.get("elements") : root.path("basis").isObject() ? root.get("basis") : root;
        Map<Integer, ElementBasis> out = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> e : elements.properties()) {
            int z = exchange ? number(e.getKey()) : symbol(e.getKey());
            out.put(z, new ElementBasis(exchange ? exchange(e.getValue()) : lists(e.getKey(), e.getValue())));
        }
        return new AuxiliaryBasis(out);
    }

    private static int number(String key) {
        try {
            return new Element(Integer.parseInt(key)).atomicNumber();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected atomic numbers under `elements`, got " + key);
        }
    }

    /** The atomic number of a symbol. */
    static int symbol(String symbol) {
        return Element.of(symbol)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected the symbol of an element with a list of shells, got `" + symbol + "`"))
                .atomicNumber();
    }

    private static List<Shell> lists(String symbol, JsonNode shells) {
        List<Shell> out = new ArrayList<>();
        for (JsonNode shell : shells) {
            if (!shell.isArray() || !shell.path(0).isInt()) {
                throw new IllegalArgumentException(
                        symbol + ": expected a shell [l, [exponent, coefficient], ...], got " + shell);
            }
            // PySCF allows a number of spinors in the second place
            int first = shell.path(1).isNumber() ? 2 : 1;
            List<double[]> rows = new ArrayList<>();
            for (int k = first; k < shell.size(); k++) {
                rows.add(numbers(shell.get(k)));
            }
            addColumns(shell.get(0).asInt(), rows, out);
        }
        return out;
    }

    /**
     * Adds a shell for each column of coefficients.
     *
     * @param rows exponent, then coefficients
     */
    static void addColumns(int l, List<double[]> rows, List<Shell> to) {
        int columns = rows.isEmpty() ? 0 : rows.get(0).length;
        if (columns < 2 || rows.stream().anyMatch(r -> r.length != columns)) {
            throw new IllegalArgumentException(
                    "expected rows of an exponent and at least one coefficient, all of the same length, for l = " + l);
        }
        for (int c = 1; c < columns; c++) {
            int column = c;
            to.add(shell(
                    l,
                    rows.stream().mapToDouble(r -> r[0]).toArray(),
                    rows.stream().mapToDouble(r -> r[column]).toArray()));
        }
    }

    /** A shell without the Gaussians whose coefficient is zero, which general contractions contain. */
    private static Shell shell(int l, double[] exponents, double[] coefficients) {
        List<Integer> kept = new ArrayList<>();
        for (int k = 0; k < Math.min(exponents.length, coefficients.length); k++) {
            if (coefficients[k] != 0) {
                kept.add(k);
            }
        }
        if (exponents.length != coefficients.length || kept.isEmpty()) {
            return new Shell(l, exponents, coefficients);
        }
        return new Shell(
                l,
                kept.stream().mapToDouble(k -> exponents[k]).toArray(),
                kept.stream().mapToDouble(k -> coefficients[k]).toArray());
    }

    private static List<Shell> exchange(JsonNode element) {
        List<Shell> out = new ArrayList<>();
        for (JsonNode shell : element.path("electron_shells")) {
            JsonNode orders = shell.path("angular_momentum");
            double[] exponents = numbers(shell.path("exponents"));
            JsonNode columns = shell.path("coefficients");
            for (int c = 0; c < columns.size(); c++) {
                // several orders share exponents: a column of coefficients for each
                int l = orders.path(orders.size() > 1 ? c : 0).asInt(-1);
                out.add(shell(l, exponents, numbers(columns.get(c))));
            }
        }
        return out;
    }

    private static double[] numbers(JsonNode list) {
        double[] out = new double[list.size()];
        for (int i = 0; i < out.length; i++) {
            JsonNode x = list.get(i);
            try {
                out[i] = x.isNumber() ? x.asDouble() : Double.parseDouble(x.asText());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("expected a list of numbers, got " + list);
            }
        }
        return out;
    }

    /** Returns the JSON of a basis, symbols with lists of shells, which {@link #parse} reads to the same functions. */
    public static String text(AuxiliaryBasis basis) {
        ObjectNode out = JSON.createObjectNode();
        basis.elements().forEach((z, element) -> {
            ArrayNode shells = out.putArray(Element.symbol(z));
            for (Shell s : element.shells()) {
                ArrayNode shell = shells.addArray().add(s.l());
                for (int k = 0; k < s.terms(); k++) {
                    shell.addArray().add(s.exponents()[k]).add(s.coefficients()[k]);
                }
            }
        });
        return out.toString();
    }
}
