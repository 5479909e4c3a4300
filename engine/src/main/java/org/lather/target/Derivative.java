package org.lather.target;

import java.util.Locale;

/**
 * Derivatives of a target that are learnt with it, as a structure carries them.
 *
 * @param key name of the column of forces (three numbers an atom), or key of the stress or virial (nine numbers row by
 *     row, or six: xx, yy, zz, yz, xz, xy)
 * @param unit of the values; of noise, errors and predictions too
 */
public record Derivative(Kind kind, String key, Unit unit) {
    /**
     * Which derivative of a target E, with respect to positions r or a strain r → r (1 + ε) of atoms and cell of volume
     * V.
     */
    public enum Kind {
        /** F = −dE/dr, a vector an atom. */
        FORCES("/A"),
        /** (1/V) dE/dε: positive is tensile. */
        STRESS("/A^3"),
        /** −dE/dε = −V · stress. */
        VIRIAL("");

        private final String perLength;

        Kind(String perLength) {
            this.perLength = perLength;
        }

        /** As in an options file, and behind the target's name: forces, stress, virial. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The unit of this derivative in Å: that of the target over Å for forces, over Å³ for stress. */
        public Unit unit(Unit target) {
            return Unit.of(target + perLength);
        }

        /** The name of this derivative of a target: {@code energy_forces}. */
        public String name(String target) {
            return target + "_" + word();
        }
    }

    /** How many of this unit one of the target's unit over Å (forces) or Å³ (stress) is. */
    public double perUnit(Unit target) {
        return kind.unit(target).in(unit);
    }

    /** The name of this derivative of a target: {@code energy_forces}. */
    public String name(String target) {
        return kind.name(target);
    }
}
