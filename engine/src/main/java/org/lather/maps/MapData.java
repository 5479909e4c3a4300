package org.lather.maps;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lather.match.StructureMatrix.Entries;
import org.lather.options.Options;
import org.lather.structure.AnnotationSource;
import org.lather.structure.Annotations;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/**
 * What a page or file shows beside a map: atoms, names and properties of the structures, which are added in their
 * order. Values and columns of the structures are properties under their names: one number, three (a vector, shown as
 * an arrow), six or nine (a symmetric tensor), or a word. At most {@value #MOST} properties are kept.
 */
public final class MapData {
    private static final int MOST = 60;
    private static final int LONGEST = 200;
    private static final List<String> NAMES = List.of("name", "id", "identifier", "refcode", "smiles", "label");
    private static final Set<Integer> WIDTHS = Set.of(1, 3, 6, 9);

    private final StructureMap map;
    private final Map<String, String> units;
    private final GrowingNumbers positions = new GrowingNumbers();
    private final GrowingNumbers species = new GrowingNumbers();
    private final GrowingNumbers cells = new GrowingNumbers();
    private final GrowingNumbers starts = new GrowingNumbers();
    private final List<String> names = new ArrayList<>();
    private final Map<String, MapProperty> properties = new LinkedHashMap<>();
    private boolean periodic;

    /** @param units of properties by their names; those of others are not known */
    public MapData(StructureMap map, Map<String, String> units) {
        this.map = map;
        this.units = Map.copyOf(units);
        starts.add(0);
        properties.put("atom element", MapProperty.words("element", true));
    }

    /** The units of the targets of options, and of what a model predicts of them, by the names of properties. */
    public static Map<String, String> units(Options options) {
        Map<String, String> out = new LinkedHashMap<>();
        options.targets().forEach((name, target) -> {
            String unit = target.unit().toString();
            out.put(target.key(), unit);
            for (String key : List.of("predicted_" + name, "predicted_" + name + "_atoms", "uncertainty_" + name)) {
                out.put(key, unit);
            }
        });
        return out;
    }

    /** Adds the next structure. */
    public void add(Structure s) {
        int structure = names.size();
        int first = species.size();
        MapProperty element = property("element", true, 1, true);
        for (int i = 0; i < s.size(); i++) {
            species.add(s.atomicNumber(i));
            if (element != null) {
                element.add(first + i, Element.symbol(s.atomicNumber(i)));
            }
            for (int k = 0; k < 3; k++) {
                positions.add(s.position(i, k));
            }
        }
        starts.add(species.size());
        boolean hasCell = s.cell().hasVectors();
        periodic |= hasCell;
        for (int k = 0; k < 9; k++) {
            cells.add(hasCell ? s.cell().get(k / 3, k % 3) : 0);
        }
        names.add(name(s, structure));
        Annotations a = s.annotations();
        for (String key : a.keys()) {
            a.value(key).ifPresent(v -> add(key, v, structure));
        }
        for (String column : a.columns()) {
            add(column, a, first, s.size());
        }
    }

    private static String name(Structure s, int index) {
        for (String key : NAMES) {
            Optional<String> text = s.annotations().text(key);
            if (text.isPresent() && !text.get().isBlank()) {
                return cut(text.get());
            }
        }
        return s.formula() + " " + (index + 1);
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }

    private void add(String key, AnnotationSource.Value value, int structure) {
        Optional<double[]> numbers = value.numbers();
        if (numbers.isPresent() && WIDTHS.contains(numbers.get().length)) {
            MapProperty p = property(key, false, numbers.get().length, false);
            if (p != null && p.width() == numbers.get().length && !p.hasWords()) {
                p.add(structure, numbers.get());
            }
        } else if (numbers.isEmpty()) {
            MapProperty p = property(key, false, 1, true);
            if (p != null && p.hasWords()) {
                p.add(structure, cut(value.text()));
            }
        }
    }

    private void add(String column, Annotations a, int first, int atoms) {
        int width = a.columnWidth(column);
        if (!WIDTHS.contains(width) || atoms == 0) {
            return;
        }
        double[] values;
        try {
            values = a.column(column);
        } catch (IllegalArgumentException e) {
            return; // a column of words, which pages do not show
        }
        MapProperty p = property(column, true, width, false);
        if (p != null && p.width() == width && !p.hasWords()) {
            p.add(first, values);
        }
    }

    /** The property of a name; null if there are too many already. */
    private @Nullable MapProperty property(String name, boolean ofAtoms, int width, boolean words) {
        String key = (ofAtoms ? "atom " : "structure ") + name;
        MapProperty p = properties.get(key);
        if (p == null && properties.size() < MOST) {
            p = words ? MapProperty.words(name, ofAtoms) : MapProperty.numbers(name, ofAtoms, width);
            properties.put(key, p);
        }
        return p;
    }

    /** The map that the structures are shown beside. */
    public StructureMap map() {
        return map;
    }

    boolean ofAtoms() {
        return map.entries() == Entries.ENVIRONMENTS;
    }

    int structures() {
        return names.size();
    }

    int atoms() {
        return species.size();
    }

    String name(int structure) {
        return names.get(structure);
    }

    /** The first atom of a structure among all, or the number of all atoms. */
    int start(int structure) {
        return (int) starts.get(structure);
    }

    int species(int atom) {
        return (int) species.get(atom);
    }

    double position(int atom, int axis) {
        return positions.get(3 * atom + axis);
    }

    boolean isPeriodic() {
        return periodic;
    }

    /** A component of the cell, row by row; 0 for structures without a cell. */
    double cell(int structure, int component) {
        return cells.get(9 * structure + component);
    }

    /** The unit of a property; empty if it is not known. */
    String unit(MapProperty p) {
        return units.getOrDefault(p.name(), "");
    }

    /** The properties, completed; words that differ almost everywhere are omitted. */
    Collection<MapProperty> properties() {
        properties.values().forEach(p -> p.end(p.ofAtoms() ? atoms() : structures()));
        return properties.values().stream()
                .filter(p -> !p.isDistinct() && p.size() > 0)
                .toList();
    }
}
