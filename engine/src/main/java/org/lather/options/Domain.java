package org.lather.options;

import java.util.Locale;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** The structures for which an options file's omitted keys get their values. */
public enum Domain {
    /** Structures that are not periodic in any direction. */
    MOLECULES,
    /** Structures of which at least one is periodic in at least one direction. */
    MATERIALS;

    /** Returns the domain of some structures, which are read until one is periodic. */
    public static Domain of(Structures structures) {
        try (Frames frames = structures.frames()) {
            while (frames.hasNext()) {
                if (frames.next().cell().anyPeriodic()) {
                    return MATERIALS;
                }
            }
        }
        return MOLECULES;
    }

    /** Returns the name in messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
