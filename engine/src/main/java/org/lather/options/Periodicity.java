package org.lather.options;

import java.util.Locale;

/**
 * How many of some structures are periodic.
 *
 * @param periodic the number of structures that are periodic in at least one direction
 * @param structures the number of all structures
 */
public record Periodicity(int periodic, int structures) {
    /** Returns the domain that the structures belong to. */
    public Domain domain() {
        return periodic > 0 ? Domain.MATERIALS : Domain.MOLECULES;
    }

    /** Returns the reason for the domain, as a clause. */
    String reason() {
        if (periodic == 0) {
            return "no structure is periodic";
        }
        return periodic == structures
                ? "all structures are periodic"
                : String.format(Locale.ROOT, "%,d of %,d structures are periodic", periodic, structures);
    }
}
