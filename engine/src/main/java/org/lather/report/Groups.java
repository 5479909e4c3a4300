package org.lather.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lather.evaluation.ErrorSums;
import org.lather.structure.Element;

/** Errors of groups of structures or atoms, few enough to be shown. */
final class Groups {
    /** Largest number of groups by size. */
    private static final int SIZES = 12;

    /** Largest number of other groups. */
    private static final int MOST = 18;

    private Groups() {}

    /** Groups by element, in the order of atomic numbers. */
    static List<ErrorPlots.Group> byElement(Map<Integer, ErrorSums> sums) {
        Map<String, ErrorSums> named = new TreeMap<>(Comparator.comparingInt(
                symbol -> Element.of(symbol).orElseThrow().atomicNumber()));
        sums.forEach((z, s) -> named.put(Element.symbol(z), s));
        return named.size() <= MOST ? all(named) : byName(named);
    }

    /** Groups by name, the largest errors first; those with the least are one group if there are many. */
    static List<ErrorPlots.Group> byName(Map<String, ErrorSums> sums) {
        List<Map.Entry<String, ErrorSums>> order = new ArrayList<>(sums.entrySet());
        order.sort(Comparator.comparingDouble(e -> -e.getValue().metrics().mae()));
        List<ErrorPlots.Group> out = new ArrayList<>();
        int shown = order.size() <= MOST ? order.size() : MOST - 1;
        order.subList(0, shown)
                .forEach(e ->
                        out.add(new ErrorPlots.Group(e.getKey(), e.getValue().metrics())));
        if (shown < order.size()) {
            ErrorSums rest = new ErrorSums();
            order.subList(shown, order.size()).forEach(e -> rest.addAll(e.getValue()));
            out.add(new ErrorPlots.Group(order.size() - shown + " others", rest.metrics()));
        }
        return out;
    }

    private static List<ErrorPlots.Group> all(Map<String, ErrorSums> sums) {
        return sums.entrySet().stream()
                .map(e -> new ErrorPlots.Group(e.getKey(), e.getValue().metrics()))
                .toList();
    }

    /** Groups by the number of atoms; many sizes are joined to ranges of about equal numbers of values. */
    static List<ErrorPlots.Group> bySize(Map<Integer, ErrorSums> sums) {
        Map<Integer, ErrorSums> sorted = new TreeMap<>(sums);
        long left = sorted.values().stream().mapToLong(ErrorSums::count).sum();
        int groups = Math.min(SIZES, sorted.size());
        boolean single = sorted.size() <= SIZES;
        List<ErrorPlots.Group> out = new ArrayList<>();
        ErrorSums current = new ErrorSums();
        int first = -1;
        int last = -1;
        for (Map.Entry<Integer, ErrorSums> e : sorted.entrySet()) {
            first = first < 0 ? e.getKey() : first;
            last = e.getKey();
            current.addAll(e.getValue());
            if (single || current.count() * (double) (groups - out.size()) >= left) {
                left -= current.count();
                out.add(new ErrorPlots.Group(atoms(first, last), current.metrics()));
                current = new ErrorSums();
                first = -1;
            }
        }
        if (current.count() > 0) {
            out.add(new ErrorPlots.Group(atoms(first, last), current.metrics()));
        }
        return out;
    }

    private static String atoms(int first, int last) {
        return first == last ? Numbers.count(first, "atom") : Numbers.count(first) + "–" + Numbers.count(last, "atom");
    }
}
