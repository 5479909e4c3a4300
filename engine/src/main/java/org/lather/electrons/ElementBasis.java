package org.lather.electrons;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The functions of the atoms of one element, ordered by l, then by n (the order in which shells of the same l were
 * given), then by m = −l..l.
 */
public final class ElementBasis {
    private final List<Shell> shells;
    private final List<List<Shell>> byOrder = new ArrayList<>();
    private final int[] offsets;
    private final int size;

    /**
     * Orders shells.
     *
     * @throws IllegalArgumentException if there is none
     */
    public ElementBasis(List<Shell> shells) {
        if (shells.isEmpty()) {
            throw new IllegalArgumentException("expected at least one shell of an element, got none");
        }
        List<Shell> sorted = new ArrayList<>(shells);
        sorted.sort(Comparator.comparingInt(Shell::l)); // stable
        this.shells = List.copyOf(sorted);
        int most = sorted.get(sorted.size() - 1).l();
        offsets = new int[most + 1];
        int n = 0;
        for (int l = 0; l <= most; l++) {
            int order = l;
            offsets[l] = n;
            List<Shell> some = sorted.stream().filter(s -> s.l() == order).toList();
            byOrder.add(some);
            n += some.size() * (2 * l + 1);
        }
        size = n;
    }

    /** Returns the shells in order. */
    public List<Shell> shells() {
        return shells;
    }

    /** Returns the number of functions. */
    public int size() {
        return size;
    }

    /** Returns the largest l. */
    public int maxAngular() {
        return byOrder.size() - 1;
    }

    /** Returns the shells of an order l; none above {@link #maxAngular}. */
    public List<Shell> shells(int l) {
        return l < byOrder.size() ? byOrder.get(l) : List.of();
    }

    /** Returns the index of the first function of an order l up to {@link #maxAngular}. */
    public int offset(int l) {
        return offsets[l];
    }
}
