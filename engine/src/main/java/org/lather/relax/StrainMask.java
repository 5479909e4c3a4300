package org.lather.relax;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which components of the strain of a cell are free, of those that {@link CellFreedom#FULL} has; the others keep their
 * start's value. U of F = exp U has these components alone.
 */
public record StrainMask(Set<Component> free) {
    /** All six. */
    public static final StrainMask ALL = new StrainMask(EnumSet.allOf(Component.class));

    /** A component of a symmetric strain, in the order of Voigt. */
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

    public StrainMask {
        if (free.isEmpty()) {
            throw new IllegalArgumentException("expected at least one free component of the strain, got none");
        }
        free = Collections.unmodifiableSet(EnumSet.copyOf(free));
    }

    /**
     * Reads {@code xx,yy,xy}.
     *
     * @throws IllegalArgumentException for other words
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
