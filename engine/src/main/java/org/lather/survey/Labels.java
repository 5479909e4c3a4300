package org.lather.survey;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.lather.structure.Annotations;
import org.lather.structure.Element;
import org.lather.structure.Missing;
import org.lather.structure.Structure;

/** Statistics of one key or column over structures. */
final class Labels {
    /** Number of structures of which the values of a column are read. */
    private static final int MOST_READ = 1000;

    /** Number of different values of a key that are counted. */
    private static final int MOST_VALUES = 50_000;

    private final String name;
    private final boolean column;
    private int structures;
    private int read;
    private int text;
    private int width = -1;
    private long numbers;
    private double least = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;
    private double sum;
    private double squares;
    private double perAtomSum;
    private double perAtomSquares;
    private final TreeSet<Integer> elements = new TreeSet<>();
    private final Map<String, Integer> values = new HashMap<>();
    private final EnergyScale scale = new EnergyScale();
    private int periodic;

    Labels(String name, boolean column) {
        this.name = name;
        this.column = column;
    }

    /** Adds a structure that has the key or column. */
    void add(Structure s) {
        if (column) {
            addColumn(s);
        } else {
            addKey(s);
        }
    }

    private void addKey(Structure s) {
        var value = s.annotations().value(name).orElseThrow();
        if (Missing.is(value)) {
            return;
        }
        structures++;
        periodic += s.cell().periodicEverywhere() ? 1 : 0;
        if (values.size() < MOST_VALUES) {
            values.merge(value.text(), 1, Integer::sum);
        }
        double[] v = value.numbers().orElse(null);
        if (v == null) {
            text++;
            return;
        }
        addNumbers(v, v.length);
        if (v.length == 1) {
            scale.add(s, v[0]);
            double perAtom = v[0] / s.size();
            perAtomSum += perAtom;
            perAtomSquares += perAtom * perAtom;
        }
    }

    private void addColumn(Structure s) {
        Annotations a = s.annotations();
        if (read == MOST_READ) {
            structures++;
            return;
        }
        read++;
        double[] v;
        try {
            v = a.column(name);
        } catch (IllegalArgumentException e) {
            structures++;
            text++;
            return;
        }
        int each = a.columnWidth(name);
        boolean any = false;
        for (int i = 0; i < s.size(); i++) {
            if (!Double.isNaN(v[i * each])) {
                any = true;
                elements.add(s.atomicNumber(i));
            }
        }
        if (any) {
            structures++;
            periodic += s.cell().periodicEverywhere() ? 1 : 0;
            addNumbers(v, a.isLogical(name) ? 0 : each);
        }
    }

    private void addNumbers(double[] v, int each) {
        width = width < 0 || width == each ? each : 0;
        for (double x : v) {
            if (Double.isFinite(x)) {
                numbers++;
                sum += x;
                squares += x * x;
                least = Math.min(least, x);
                largest = Math.max(largest, x);
            }
        }
    }

    String name() {
        return name;
    }

    boolean isColumn() {
        return column;
    }

    /** The number of structures that have a value. */
    int structures() {
        return structures;
    }

    /** The number of those that are periodic in three directions; of columns, among the first structures. */
    int periodicStructures() {
        return periodic;
    }

    /** The count of numbers of a structure, or of an atom in a column; 0 if it varies or values are not numbers. */
    int width() {
        return text > 0 || numbers == 0 ? 0 : Math.max(0, width);
    }

    /** The largest absolute number. */
    double largest() {
        return Math.max(Math.abs(least), Math.abs(largest));
    }

    /** Whether all numbers are equal. */
    boolean isConstant() {
        return least == largest;
    }

    double mean() {
        return sum / numbers;
    }

    /** The standard deviation of the numbers over their mean. */
    private double relativeSpread() {
        return Math.sqrt(Math.max(0, squares / numbers - mean() * mean())) / Math.abs(mean());
    }

    /** Whether the value of a structure varies less if it is divided by the number of atoms. */
    boolean isExtensive() {
        double mean = perAtomSum / numbers;
        double spread = Math.sqrt(Math.max(0, perAtomSquares / numbers - mean * mean)) / Math.abs(mean);
        return spread < relativeSpread();
    }

    /** The comparison of the values with the energies of free atoms. */
    EnergyScale scale() {
        return scale;
    }

    /** The number of different values of a key; of many values not all are counted. */
    int differentValues() {
        return values.size();
    }

    /** The symbols of the elements of which a column has values, of the first structures. */
    String symbols() {
        return String.join(", ", elements.stream().map(Element::symbol).toList());
    }

    /** The elements of which a column has values, of the first structures. */
    Set<Integer> elements() {
        return elements;
    }
}
