package org.lather.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.density.Basis;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class HypersTest {
    private static Object yaml(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    @Test
    void readsEveryOption() {
        Descriptor descriptor = Hypers.read(yaml("""
                        calculator: soap_power_spectrum
                        cutoff: {radius: 4, smoothing: {type: ShiftedCosine, width: 0.7}}
                        density: {type: Gaussian, width: 0.4, center_atom_weight: 0,
                                  scaling: {type: Willatt2018, rate: 0.5, scale: 3, exponent: 5}}
                        basis: {type: TensorProduct, max_angular: 3, spline_accuracy: 1e-8,
                                radial: {type: Gto, max_radial: 5, radius: 4.0}}
                        """), "representations.0");
        assertThat(descriptor)
                .isEqualTo(new Descriptor.PowerSpectrum(new DensityExpansion(
                        new Cutoff(4, new Smoothing.ShiftedCosine(0.7)),
                        new GaussianDensity(0.4, 0, new RadialScaling.Willatt2018(0.5, 3, 5)),
                        new Basis(3, 5, 1e-8))));
    }

    @Test
    void fillsInDefaults() {
        Descriptor expected = new Descriptor.PowerSpectrum(new DensityExpansion(
                new Cutoff(4, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.25, 1, new RadialScaling.Willatt2018(1, 1.5, 4)),
                new Basis(6, 7, 1e-10)));
        assertThat(Hypers.read(Map.of(), "")).isEqualTo(expected);
        assertThat(Hypers.read(yaml("{basis: {radial: {radius: null}}}"), "")).isEqualTo(expected);
    }

    /** The scaling is no key of every featomic file. */
    @Test
    void aGivenDensityHasNoOtherScalingThanItsOwn() {
        for (String text : List.of("{density: {width: 0.4}}", "{density: {width: 0.4, scaling: null}}")) {
            Descriptor descriptor = Hypers.read(yaml(text), "");
            assertThat(descriptor.onlyExpansion().density()).isEqualTo(new GaussianDensity(0.4, 1, null));
        }
    }

    @Test
    void nullSplineAccuracyMeansExactIntegrals() {
        Descriptor descriptor = Hypers.read(yaml("{basis: {spline_accuracy: null}}"), "");
        assertThat(descriptor.onlyExpansion().basis().splineAccuracy()).isNull();
    }

    @Test
    void radialSpectrumIgnoresTheAngularBasis() {
        Descriptor descriptor = Hypers.readAs(
                "soap_radial_spectrum", yaml("{basis: {type: X, max_angular: 9, radial: {max_radial: 3}}}"), "");
        assertThat(descriptor).isInstanceOf(Descriptor.RadialSpectrum.class);
        assertThat(descriptor.onlyExpansion().basis()).isEqualTo(new Basis(0, 3, 1e-10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "calculator: power_spectrum",
                "{calculator: spherical_expansion, cutoff: {smoothing: {type: Step}}, basis: {spline_accuracy: null}}",
                "{calculator: radial_spectrum, density: {scaling: {rate: 2, exponent: 1}}, basis: {radial: {max_radial: 2}}}"
            })
    void writesWhatItReads(String text) {
        Descriptor descriptor = Hypers.read(yaml(text), "");
        assertThat(Hypers.read(Hypers.toMap(descriptor), "")).isEqualTo(descriptor);
        assertThat(Hypers.toMap(descriptor)).containsOnlyKeys("calculator", "cutoff", "density", "basis");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{cutof: {radius: 4}} | unknown key `representations.0.cutof`. Did you mean `representations.0.cutoff`?",
                "{cutoff: {raduis: 4}} | unknown key `representations.0.cutoff.raduis`. Did you mean "
                        + "`representations.0.cutoff.radius`?",
                "{cutoff: {banana: 4}} | unknown key `representations.0.cutoff.banana`. Known here: radius, smoothing",
                "{cutoff: {radius: abc}} | `representations.0.cutoff.radius`: expected a number, got `abc`",
                "{cutoff: {radius: null}} | `representations.0.cutoff.radius`: expected a number, got nothing",
                "{cutoff: {radius: true}} | `representations.0.cutoff.radius`: expected a number, got `true`",
                "{cutoff: {radius: [4]}} | `representations.0.cutoff.radius`: expected a number, got `[4]`",
                "{cutoff: {radius: -1}} | `representations.0.cutoff`: expected a positive cutoff radius, got -1.0",
                "{cutoff: 5} | `representations.0.cutoff`: expected a map of options, got `5`",
                "{cutoff: {smoothing: {type: Step, width: 1}}} | unknown key `representations.0.cutoff.smoothing.width`. "
                        + "Known here: type",
                "{cutoff: {smoothing: {type: ShiftedCosin}}} | `representations.0.cutoff.smoothing.type`: expected one of "
                        + "ShiftedCosine, Step, got `ShiftedCosin`. Did you mean `ShiftedCosine`?",
                "{density: {scaling: {rate: 0}}} | `representations.0.density`: expected positive rate, scale and "
                        + "exponent for the Willatt2018 scaling, got 0.0, 2.0, 4.0",
                "{basis: {max_angular: 6.5}} | `representations.0.basis.max_angular`: expected a whole number, "
                        + "got `6.5`",
                "{basis: {max_angular: -1}} | `representations.0.basis`: expected a max_angular from 0 to 30, got -1",
                "{basis: {radial: {radius: 6}}} | `representations.0.basis.radial.radius`: expected the cutoff radius 4.0 "
                        + "or no such key, got `6.0`",
                "{calculator: power} | `representations.0.calculator`: expected one of power_spectrum, radial_spectrum, "
                        + "spherical_expansion, lambda_soap, bispectrum, symmetry_functions, composition, pair_correlation, "
                        + "soap_power_spectrum, soap_radial_spectrum, got `power`. Did you mean `power_spectrum`?"
            })
    void errorsNameTheOptionAndWhatWasExpected(String text, String message) {
        assertThatThrownBy(() -> Hypers.read(yaml(text), "representations.0"))
                .isInstanceOf(OptionsException.class)
                .hasMessage(message);
    }

    @Test
    void aCalculatorNamedTwiceMustBeTheSame() {
        assertThat(Hypers.readAs("power_spectrum", yaml("{calculator: soap_power_spectrum}"), ""))
                .isInstanceOf(Descriptor.PowerSpectrum.class);
        assertThatThrownBy(() -> Hypers.readAs("radial_spectrum", yaml("{calculator: soap_power_spectrum}"), ""))
                .hasMessage("`calculator`: expected radial_spectrum, got `soap_power_spectrum`");
        assertThatThrownBy(() -> Hypers.readAs("power_spectrun", Map.of(), ""))
                .hasMessageEndingWith("Did you mean `power_spectrum`?");
        assertThatThrownBy(() -> Hypers.read(List.of(1), "")).hasMessage("expected a map of options, got `[1]`");
    }

    @Test
    void everyDescriptorHasACalculator() {
        Set<Class<?>> made = new HashSet<>();
        for (Descriptor.Type calculator : Descriptor.Type.values()) {
            String word = Calculator.CHOICE.write(calculator);
            Descriptor descriptor = Hypers.read(Map.of("calculator", word), "");
            assertThat(Hypers.toMap(descriptor)).containsEntry("calculator", word);
            assertThat(Hypers.read(Hypers.toMap(descriptor), "")).isEqualTo(descriptor);
            made.add(descriptor.getClass());
        }
        Set<Class<?>> all = new HashSet<>(List.of(Descriptor.class.getPermittedSubclasses()));
        assertThat(all.remove(DirectDescriptor.class)).isTrue();
        all.addAll(List.of(DirectDescriptor.class.getPermittedSubclasses()));
        assertThat(made).isEqualTo(all);
    }

    @Test
    void blocksWithoutValuesHaveAllDefaults() {
        Descriptor expected = Hypers.read(Map.of(), "");
        assertThat(Hypers.read(yaml("{cutoff: null, density: , basis: {radial: {max_radial: 7.0}}}"), ""))
                .isEqualTo(expected);
        assertThatThrownBy(() -> Hypers.read(yaml("{cutoff: {radius: .nan}}"), ""))
                .hasMessage("`cutoff.radius`: expected a number, got `NaN`");
    }

    @Test
    void suggestionsCountSwapsAsOneEdit() {
        assertThat(Suggestion.edits("raduis", "radius")).isEqualTo(1);
        assertThat(Suggestion.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestion.of("zetta", List.of("centers", "zeta"))).contains("zeta");
        assertThat(Suggestion.of("x", List.of("a", "b"))).isEmpty();
    }
}
