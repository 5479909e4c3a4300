package org.lather.relax;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The free components of the strain of a cell with {@link CellFreedom#FULL}; the others keep their initial values. U of
 * F = exp U has only these components.
 */
public record StrainMask(Set<Component> free) {
    /** All six components. */
    public static final StrainMask ALL = new StrainMask(EnumSet.allOf(Component.class));

    /** A component of a symmetric strain, in Voigt order. */
    public enum Component {
        XX(0, 0),
        YY(1, 1),
        ZZ(2, 2),
        YZ(1, 2),
        XZ(0, 2),
        XY(0, 1);

        private final int row;
        private final int column;

        Component(int row, int column) {
            this.row = row;
            this.column = column;
        }

        /** The first axis, 0 to 2. */
        int row() {
            return row;
        }

        /** The second axis. */
        int column() {
            return column;
        }
    }

    /** @throws IllegalArgumentException if no component is free */
    public StrainMask {
        if (free.isEmpty()) {
            throw new IllegalArgumentException("expected at least one free component of the strain, got none");
        }
        free = Collections.unmodifiableSet(EnumSet.copyOf(free));
    }

    /**
     * Reads {@code xx,yy,xy}.
     *
     * @throws IllegalArgumentException if a component is unknown
     */
    public static StrainMask parse(String text) {
        Set<Component> free = EnumSet.noneOf(Component.class);
        for (String word : text.split(",", -1)) {
            try {
                free.add(Component.valueOf(word.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "expected components of the strain among xx, yy, zz, yz, xz, xy, separated by commas, got `"
                                + text + "`",
                        e);
            }
        }
        return new StrainMask(free);
    }

    boolean has(Component c) {
        return free.contains(c);
    }
}
