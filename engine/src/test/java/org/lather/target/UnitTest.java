package org.lather.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitTest {
    /** Factors as NIST and the textbooks print them. */
    @ParameterizedTest
    @CsvSource({
        "kcal/mol, eV, 0.0433641042418",
        "kJ/mol, eV, 0.010364269656",
        "Ha, eV, 27.211386245988",
        "Ha, kcal/mol, 627.509474",
        "Ha, kJ/mol, 2625.49964",
        "bohr, A, 0.529177210903",
        "D, e*A, 0.208194333",
        "e*bohr, D, 2.54174647",
        "Ha/bohr, eV/A, 51.4220675",
        "eV/A^3, GPa, 160.2176634",
        "eV/A^3, kbar, 1602.176634",
        "kbar, bar, 1000",
        "MPa, Pa, 1000000",
        "bar, Pa, 100000",
        "Ha, Ry, 2",
        "Ry/bohr^3, GPa, 14710.507848260711",
        "nm, A, 10",
        "meV, eV, 0.001",
        "kcal/mol/A, eV/A, 0.0433641042418",
        "bohr^3, A^3, 0.1481847114722",
        "1/A, bohr^-1, 0.529177211",
        "ppm, 1, 1e-6",
        "A*kcal/mol, A*eV, 0.0433641042418",
    })
    void converts(String from, String to, double factor) {
        assertThat(Unit.of(from).in(Unit.of(to))).isCloseTo(factor, within(2e-9 * factor));
    }

    @Test
    void theLetterAndTheSignOfAngstromAreOneUnit() {
        assertThat(Unit.of("eV/Å").in(Unit.of("eV/A"))).isEqualTo(1);
        assertThat(Unit.of("eV/\u212B^3").in(Unit.of("eV/A^3"))).isEqualTo(1);
        assertThat(Unit.of("e*Å")).hasToString("e*Å");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Unit.of("Hartree")).hasMessage("unknown unit `Hartree`. Did you mean `Ha`?");
        assertThatThrownBy(() -> Unit.of("eV/Angstrom"))
                .hasMessage("unknown unit `Angstrom` in `eV/Angstrom`. Did you mean `A`?");
        assertThatThrownBy(() -> Unit.of("kcal")).hasMessageContaining("Did you mean `kcal/mol`?");
        assertThatThrownBy(() -> Unit.of("furlong")).hasMessageContaining("Known are kcal/mol, kJ/mol, eV");
        assertThatThrownBy(() -> Unit.of("")).hasMessageContaining("unknown unit ``");
        assertThatThrownBy(() -> Unit.of("eV/")).hasMessageContaining("unknown unit `` in `eV/`");
        assertThatThrownBy(() -> Unit.of("A^x")).hasMessageContaining("expected a whole number after ^");
        assertThatThrownBy(() -> Unit.of("A^0.5")).hasMessageContaining("expected a whole number after ^");
        assertThatThrownBy(() -> Unit.of("eV A")).hasMessageContaining("expected *, / or ^");
    }

    @Test
    void refusesToMixDimensions() {
        assertThat(Unit.of("eV/A").isCompatibleWith(Unit.of("Ha/bohr"))).isTrue();
        assertThat(Unit.of("eV/A").isCompatibleWith(Unit.EV)).isFalse();
        assertThatThrownBy(() -> Unit.of("D").in(Unit.EV))
                .hasMessage("expected a unit that can be converted to `eV`, got `D`");
    }
}
