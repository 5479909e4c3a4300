package org.lather.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lather.structure.Cell;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/** The structures of structures.xyz by name, in the order of the file. */
public final class GoldenStructures {
    private static final Pattern KEY = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");
    private static final Map<String, Structure> ALL = read();

    private GoldenStructures() {}

    public static Structure named(String name) {
        Structure s = ALL.get(name);
        if (s == null) {
            throw new IllegalArgumentException("no golden structure " + name);
        }
        return s;
    }

    public static List<Structure> all() {
        return List.copyOf(ALL.values());
    }

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    private static Map<String, Structure> read() {
        Map<String, Structure> out = new LinkedHashMap<>();
        List<String> lines = Golden.text("structures.xyz").lines().toList();
        for (int at = 0; at < lines.size(); ) {
            int n = Integer.parseInt(lines.get(at).trim());
            Map<String, String> keys = new LinkedHashMap<>();
            Matcher m = KEY.matcher(lines.get(at + 1));
            while (m.find()) {
                keys.put(m.group(1), m.group(2) != null ? m.group(2) : m.group(3));
            }
            out.put(keys.getOrDefault("name", ""), structure(keys, lines.subList(at + 2, at + 2 + n)));
            at += n + 2;
        }
        return out;
    }

    private static Structure structure(Map<String, String> keys, List<String> rows) {
        int[] z = new int[rows.size()];
        List<Double> x = new ArrayList<>();
        for (int i = 0; i < z.length; i++) {
            String[] f = rows.get(i).trim().split("\\s+", -1);
            z[i] = Element.of(f[0]).orElseThrow().atomicNumber();
            for (int k = 1; k <= 3; k++) {
                x.add(Double.parseDouble(f[k]));
            }
        }
        String[] pbc = keys.getOrDefault("pbc", "F F F").split(" ", -1);
        String lattice = keys.get("Lattice");
        Cell cell = lattice == null
                ? Cell.NONE
                : Cell.of(
                        Arrays.stream(lattice.split(" ", -1))
                                .mapToDouble(Double::parseDouble)
                                .toArray(),
                        pbc[0].equals("T"),
                        pbc[1].equals("T"),
                        pbc[2].equals("T"));
        return Structure.of(z, x.stream().mapToDouble(Double::doubleValue).toArray(), cell);
    }
}
