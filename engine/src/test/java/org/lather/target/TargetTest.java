package org.lather.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lather.target.Target.Quantity;

class TargetTest {
    @Test
    void aTotalIsASumWhoseNoiseGrowsWithTheAtoms() {
        assertThat(Quantity.TOTAL.rows(4)).isEqualTo(1);
        assertThat(Quantity.TOTAL.factor(4)).isEqualTo(1);
        assertThat(Quantity.TOTAL.weight(4)).isEqualTo(0.25);
        assertThat(Quantity.TOTAL.isExtensive()).isTrue();
        assertThat(Quantity.TOTAL.place()).isEqualTo("key");
    }

    @Test
    void aMeanHasOneValueThatEachAtomContributesTo() {
        assertThat(Quantity.MEAN.rows(4)).isEqualTo(1);
        assertThat(Quantity.MEAN.factor(4)).isEqualTo(0.25);
        assertThat(Quantity.MEAN.weight(4)).isEqualTo(1);
        assertThat(Quantity.MEAN.isExtensive()).isFalse();
        assertThat(Quantity.MEAN.word()).isEqualTo("mean");
    }

    @Test
    void anAtomHasAValueOfItsOwn() {
        assertThat(Quantity.ATOM.rows(4)).isEqualTo(4);
        assertThat(Quantity.ATOM.factor(4)).isEqualTo(1);
        assertThat(Quantity.ATOM.weight(4)).isEqualTo(1);
        assertThat(Quantity.ATOM.isPerAtom()).isTrue();
        assertThat(Quantity.ATOM.place()).isEqualTo("column");
    }

    @Test
    void derivativesAreFoundByKind() {
        Derivative forces = new Derivative(Derivative.Kind.FORCES, "f", Unit.of("eV/A"));
        Target target = new Target("e", Unit.EV, Quantity.TOTAL, List.of(), List.of(forces));
        assertThat(target.derivative(Derivative.Kind.FORCES)).contains(forces);
        assertThat(target.derivative(Derivative.Kind.STRESS)).isEmpty();
        assertThat(target.names("energy")).containsExactly("energy", "energy_forces");
    }

    @Test
    void noiseIsGivenOrFound() {
        assertThat(new Noise.Auto().isFound()).isTrue();
        assertThat(new Noise.Auto().of("e")).isEmpty();
        Noise given = new Noise.Given(Map.of("e", 0.5));
        assertThat(given.isFound()).isFalse();
        assertThat(given.of("e")).hasValue(0.5);
        assertThatThrownBy(() -> given.of("f"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("f");
    }

    @Test
    void everyBaselineHasItsCase() {
        Baseline.Cases<String> names = new Baseline.Cases<>() {
            @Override
            public String composition(Baseline.Composition baseline) {
                return "composition";
            }

            @Override
            public String given(Baseline.Given baseline) {
                return "given " + baseline.byAtomicNumber();
            }

            @Override
            public String isolatedAtoms(Baseline.IsolatedAtoms baseline) {
                return "isolated atoms " + baseline.trained();
            }

            @Override
            public String key(Baseline.Key baseline) {
                return "key " + baseline.key();
            }

            @Override
            public String repulsion(Baseline.Repulsion baseline) {
                return "repulsion " + baseline.radius();
            }
        };
        assertThat(List.of(
                                new Baseline.Composition(),
                                new Baseline.Given(Map.of(1, -13.5)),
                                new Baseline.IsolatedAtoms(true),
                                new Baseline.Key("gfn2"),
                                new Baseline.Repulsion(2, 1))
                        .stream()
                        .map(b -> b.match(names)))
                .containsExactly("composition", "given {1=-13.5}", "isolated atoms true", "key gfn2", "repulsion 2.0");
    }
}
