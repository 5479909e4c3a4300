package org.lather.target;

import java.util.Locale;

/**
 * A derivative of a target that is learnt with it: its type, and its key and unit in structures.
 *
 * @param key name of the column of forces (three numbers per atom), or key of the stress or virial (nine numbers row by
 *     row, or six: xx, yy, zz, yz, xz, xy)
 * @param unit unit of the values, and of noise, errors and predictions
 */
public record Derivative(Kind kind, String key, Unit unit) {
    /**
     * Type of a derivative of a target E, with respect to positions r or to a strain r → r (1 + ε) of atoms and cell of
     * volume V.
     */
    public enum Kind {
        /** Forces F = −dE/dr, one vector per atom. */
        FORCES("/A"),
        /** Stress (1/V) dE/dε; positive is tensile. */
        STRESS("/A^3"),
        /** Virial −dE/dε = −V · stress. */
        VIRIAL("");

        private final String perLength;

        Kind(String perLength) {
            this.perLength = perLength;
        }

        /** The word in options files and in names after that of the target: forces, stress, virial. */
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

    /** The factor from the target's unit over Å (forces) or Å³ (stress) to this unit. */
    public double perUnit(Unit target) {
        return kind.unit(target).in(unit);
    }

    /** The name of this derivative of a target: {@code energy_forces}. */
    public String name(String target) {
        return kind.name(target);
    }
}
