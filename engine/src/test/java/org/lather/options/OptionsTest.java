package org.lather.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.density.Cutoff;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.file.AtomTypes;
import org.lather.target.Baseline;
import org.lather.target.Noise;
import org.lather.target.NoiseFactors;
import org.lather.target.Target;
import org.lather.target.Unit;

class OptionsTest {
    /** Every key, away from its default. */
    private static final String FULL = """
            data:
              train: [a.xyz@0:10, b.xyz]
              test: "a.xyz@10:"
            representations:
              - calculator: soap_power_spectrum
                weight: 0.5
                cutoff: {radius: 4.0, smoothing: {type: ShiftedCosine, width: 0.4}}
                density: {type: Gaussian, width: 0.25, center_atom_weight: 0.9,
                          scaling: {type: Willatt2018, rate: 1.5, scale: 2.5, exponent: 5.0}}
                basis: {type: TensorProduct, max_angular: 4, radial: {type: Gto, max_radial: 5}, spline_accuracy: 1e-8}
              - calculator: radial_spectrum
                cutoff: {radius: 6, smoothing: {type: Step}}
                basis: {radial: {max_radial: 3}, spline_accuracy: null}
            model:
              type: gpr
              kernel: {zeta: 2, centers: any}
              representatives: {count: 10, selection: random, pool: 20}
              noise: {energy: 0.005, shift: 1e-3}
              folds: 4
              seed: 7
            targets:
              energy: {key: E, unit: kcal/mol, quantity: mean, baseline: [{key: gfn2}, {H: -13.5, No: 2}, composition]}
              shift: {key: cs, unit: ppm, quantity: atom, centers: [C, H], baseline: none}
            """;

    @Test
    void typesOfAtoms() {
        String data = "data: {train: a.xyz%s}";
        Options map = Options.parse(data.formatted(", types: {1: Si, OW: o}"), Path.of("/x"));
        assertThat(map.data().types()).isEqualTo(AtomTypes.of(Map.of("1", 14, "OW", 8)));
        assertThat(Options.parse(map.toYaml(), Path.of("/x")).data()).isEqualTo(map.data());
        Options numbers = Options.parse(data.formatted(", types: atomic_numbers"), Path.of("/x"));
        assertThat(numbers.data().types()).isEqualTo(AtomTypes.ATOMIC_NUMBERS);
        assertThat(Options.parse(numbers.toYaml(), Path.of("/x")).data()).isEqualTo(numbers.data());
        assertThat(Options.parse(data.formatted(""), Path.of("/x")).toYaml()).doesNotContain("types");
        assertThatThrownBy(() -> Options.parse(data.formatted(", types: {1: Xy}"), Path.of("/x")))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("`data.types.1`: expected an element's symbol, got `Xy`");
        assertThatThrownBy(() -> Options.parse(data.formatted(", types: Si"), Path.of("/x")))
                .hasMessageContaining("`data.types`: expected a map like {1: Si, 2: O} or atomic_numbers, got `Si`");
    }

    @Test
    void readsEveryKey() {
        Options o = Options.parse(FULL, Path.of("/x"));
        assertThat(o.data())
                .isEqualTo(new Data(
                        List.of("a.xyz@0:10", "b.xyz"), List.of("a.xyz@10:"), "", AtomTypes.SYMBOLS, Path.of("/x")));
        assertThat(o.representations()).hasSize(2);
        assertThat(o.representations().get(0).weight()).isEqualTo(0.5);
        Descriptor first = o.representations().get(0).descriptor();
        assertThat(first).isInstanceOf(Descriptor.PowerSpectrum.class);
        assertThat(first.onlyExpansion().cutoff()).isEqualTo(new Cutoff(4, new Smoothing.ShiftedCosine(0.4)));
        assertThat(first.onlyExpansion().density().scaling()).isEqualTo(new RadialScaling.Willatt2018(1.5, 2.5, 5));
        assertThat(first.onlyExpansion().basis().splineAccuracy()).isEqualTo(1e-8);
        Descriptor second = o.representations().get(1).descriptor();
        assertThat(second).isInstanceOf(Descriptor.RadialSpectrum.class);
        assertThat(second.onlyExpansion().cutoff().smoothing()).isEqualTo(new Smoothing.Step());
        assertThat(second.onlyExpansion().density().scaling()).isEqualTo(new RadialScaling.Willatt2018(1, 1.5, 4));
        assertThat(second.onlyExpansion().basis().splineAccuracy()).isNull();
        assertThat(o.model())
                .isEqualTo(new ModelOptions(
                        ModelOptions.Type.GPR,
                        new Covariance(2, Covariance.Centers.ANY),
                        ModelOptions.Weights.GIVEN,
                        new Representatives(10, Representatives.Selection.RANDOM, 20),
                        new NoiseOptions(new Noise.Given(Map.of("energy", 0.005, "shift", 1e-3)), NoiseFactors.NONE, 4),
                        7));
        assertThat(o.targets().keySet()).containsExactly("energy", "shift");
        assertThat(o.targets().get("energy"))
                .isEqualTo(new Target(
                        "E",
                        Unit.of("kcal/mol"),
                        Target.Quantity.MEAN,
                        List.of(
                                new Baseline.Key("gfn2"),
                                // nobelium: a YAML 1.1 parser reads the key as false
                                new Baseline.Given(Map.of(1, -13.5, 102, 2.0)),
                                new Baseline.Composition())));
    }

    @Test
    void takesTheDefaultsOfTheReference() {
        Options o = Options.parse("data: {train: train.xyz}", Path.of("/x"));
        Descriptor d = o.representations().get(0).descriptor();
        assertThat(d).isInstanceOf(Descriptor.PowerSpectrum.class);
        assertThat(d.onlyExpansion().cutoff()).isEqualTo(new Cutoff(4, new Smoothing.ShiftedCosine(0.5)));
        assertThat(d.onlyExpansion().density().width()).isEqualTo(0.25);
        assertThat(d.onlyExpansion().density().centerAtomWeight()).isEqualTo(1);
        assertThat(d.onlyExpansion().density().scaling()).isEqualTo(new RadialScaling.Willatt2018(1, 1.5, 4));
        assertThat(d.onlyExpansion().basis().maxAngular()).isEqualTo(6);
        assertThat(d.onlyExpansion().basis().maxRadial()).isEqualTo(7);
        assertThat(d.onlyExpansion().basis().splineAccuracy()).isEqualTo(1e-10);
        assertThat(o.model())
                .isEqualTo(new ModelOptions(
                        ModelOptions.Type.SPARSE_GPR,
                        new Covariance(2, Covariance.Centers.SAME),
                        ModelOptions.Weights.GIVEN,
                        new Representatives(2000, Representatives.Selection.FPS, 10_000),
                        new NoiseOptions(new Noise.Auto(), NoiseFactors.NONE, 5),
                        1));
        assertThat(o.targets())
                .isEqualTo(Map.of(
                        "energy",
                        new Target("energy", Unit.EV, Target.Quantity.TOTAL, List.of(new Baseline.Composition()))));
    }

    @Test
    void structuresDecideWhatTheFileOmits() {
        Options molecules = Options.parse("", Path.of("/x"));
        assertThat(molecules.open())
                .containsExactlyInAnyOrder(
                        "representations.0.cutoff.radius",
                        "representations.0.cutoff.smoothing.width",
                        "representations.0.density.width",
                        "representations.0.density.scaling",
                        "model.kernel.zeta");
        assertThat(molecules.decide(Domain.MOLECULES).representations()).isEqualTo(molecules.representations());
        Options materials = molecules.decide(Domain.MATERIALS);
        assertThat(materials.open()).isEmpty();
        assertThat(materials.shown(molecules.open()))
                .contains(
                        "cutoff.radius=5.0",
                        "kernel.zeta=4.0",
                        "density.scaling={type: Willatt2018, rate: 1.0, scale: 3.0, exponent: 4.0}");
        assertThat(materials.decide(Domain.MOLECULES)).isEqualTo(materials);
        Options forces = Options.parse("targets: {e: {forces: {}}}", Path.of("/x"));
        assertThat(forces.representations()).isNotEqualTo(molecules.representations());
        assertThat(forces.decide(Domain.MATERIALS).representations()).isEqualTo(materials.representations());
    }

    @Test
    void whatTheFileGivesStays() {
        Options some = Options.parse(
                "{representations: [{cutoff: {radius: 6}, density: {width: 0.4}}], model: {kernel: {zeta: 1}}}",
                Path.of("/x"));
        assertThat(some.open()).containsExactly("representations.0.cutoff.smoothing.width");
        Options decided = some.decide(Domain.MATERIALS);
        Descriptor d = decided.representations().get(0).descriptor();
        assertThat(d.onlyExpansion().cutoff()).isEqualTo(new Cutoff(6, new Smoothing.ShiftedCosine(1)));
        assertThat(d.onlyExpansion().density().width()).isEqualTo(0.4);
        assertThat(d.onlyExpansion().density().scaling()).isNull();
        assertThat(decided.model()).isEqualTo(some.model());
        Options all = Options.parse(some.toYaml(), Path.of("/x"));
        assertThat(all.open()).isEmpty();
        assertThat(all.decide(Domain.MATERIALS).representations()).isEqualTo(some.representations());
    }

    /** The defaults are the settings of the examples. */
    @ParameterizedTest
    @CsvSource({
        "chno, MOLECULES, ''",
        "qm7, MOLECULES, ''",
        "qm9, MOLECULES, ''",
        "ethanol, MOLECULES, 'forces: {}'",
        "silicon, MATERIALS, 'forces: {}, stress: {}'"
    })
    void examplesHaveTheDefaults(String example, Domain domain, String derivatives) {
        Options given = Options.read(Path.of("../src/examples/" + example + "/options.yaml"));
        assertThat(given.open()).isEmpty();
        Options shortest = Options.parse("targets: {energy: {" + derivatives + "}}", Path.of("/x"))
                .decide(domain);
        assertThat(shortest.representations()).isEqualTo(given.representations());
        assertThat(shortest.model().kernel()).isEqualTo(given.model().kernel());
        assertThat(shortest.model().noiseOptions()).isEqualTo(given.model().noiseOptions());
        assertThat(Objects.requireNonNull(shortest.targets().get("energy")).baselines())
                .isEqualTo(Objects.requireNonNull(given.targets().get("energy")).baselines());
    }

    /** Means, columns and other units have no baseline that nobody asked for. */
    @ParameterizedTest
    @CsvSource({
        "unit: kcal/mol, true",
        "quantity: mean, false",
        "quantity: atom, false",
        "unit: bohr^3, false",
        "baseline: none, false",
        "baseline: {key: cheap}, false",
    })
    void energiesHaveACompositionBaseline(String keys, boolean has) {
        Options o = Options.parse("targets: {a: {" + keys + "}}", Path.of("/x"));
        assertThat(Objects.requireNonNull(o.targets().get("a")).baselines().contains(new Baseline.Composition()))
                .isEqualTo(has);
    }

    @Test
    void tensorsHaveFeaturesThatTurnWithTheAtoms() {
        Options o = Options.parse("targets: {d: {rank: 1, unit: D}, e: {}}", Path.of("/x"));
        Representation r = o.representations().get(0);
        assertThat(r.tensors()).isTrue();
        assertThat(r.features()).isEqualTo(400);
        assertThat(o.model().representatives().count()).isEqualTo(500);
        assertThat(r.descriptor())
                .isEqualTo(Options.parse("", Path.of("/x"))
                        .representations()
                        .get(0)
                        .descriptor());
    }

    @Test
    void writesWhatItReads() {
        for (String yaml : List.of(FULL, "", "model: {noise: 0.01}\ndata: {test: [x@::2, 'No', '1e-3', \"a: b\"]}")) {
            Options o = Options.parse(yaml, Path.of("/x"));
            assertThat(Options.parse(o.toYaml(), Path.of("/x"))).isEqualTo(o.decide(Domain.MOLECULES));
        }
    }

    @Test
    void absolutePathsDoNotDependOnTheFolder() {
        Options o = Options.parse(FULL, Path.of("/x/y")).withAbsolutePaths();
        assertThat(o.data().train()).containsExactly("/x/y/a.xyz@0:10", "/x/y/b.xyz");
        assertThat(Options.parse(o.toYaml(), Path.of("/z")).data().absolute().train())
                .isEqualTo(o.data().train());
    }

    @Test
    void leadingZerosAreDecimal() {
        assertThat(Options.parse("model: {seed: 012}", Path.of("/x")).model().seed())
                .isEqualTo(12);
    }

    @Test
    void oneNoiseIsForAllTargets() {
        Options o = Options.parse("model: {noise: 0.01}\ntargets: {a: {}, b: {}}", Path.of("/x"));
        assertThat(o.model().noise()).isEqualTo(new Noise.Given(Map.of("a", 0.01, "b", 0.01)));
    }

    @Test
    void uncertaintyIsAMapOrTheWordOfItsType() {
        UncertaintyOptions committee =
                new UncertaintyOptions(UncertaintyOptions.Type.LABEL_NOISE, 16, UncertaintyOptions.Calibration.POWER);
        assertThat(uncertainty("label_noise")).isEqualTo(committee);
        assertThat(uncertainty("{type: label_noise}")).isEqualTo(committee);
        assertThat(uncertainty("{type: none, members: 5, calibrate: scale}"))
                .isEqualTo(
                        new UncertaintyOptions(UncertaintyOptions.Type.NONE, 5, UncertaintyOptions.Calibration.SCALE));
        assertThat(uncertainty("{calibrate: false}").calibration()).isEqualTo(UncertaintyOptions.Calibration.NONE);
        Options absent = Options.parse("", Path.of("/x"));
        assertThat(absent.model().uncertainty()).isEqualTo(UncertaintyOptions.DEFAULT);
        assertThat(absent.toYaml()).doesNotContain("uncertainty");
        Options given = Options.parse("model: {uncertainty: {type: label_noise, calibrate: false}}", Path.of("/x"));
        assertThat(Options.parse(given.toYaml(), Path.of("/x")).model().uncertainty())
                .isEqualTo(given.model().uncertainty());
    }

    /** A committee of parts of the training set has enough bins for members that differ. */
    @Test
    void committeesHaveBins() {
        Options few = Options.parse("model: {uncertainty: committee, folds: 5}", Path.of("/x"));
        assertThat(few.model().folds()).isEqualTo(8);
        assertThat(few.toYaml()).contains("folds: 5");
        assertThat(uncertainty("{type: committee, members: 100}").bins()).isEqualTo(12);
        assertThat(Options.parse("model: {uncertainty: committee, folds: 20}", Path.of("/x"))
                        .model()
                        .folds())
                .isEqualTo(20);
        assertThat(uncertainty("label_noise").bins()).isZero();
        assertThat(UncertaintyOptions.halves(8)).isEqualTo(70);
        assertThat(UncertaintyOptions.halves(9)).isEqualTo(126);
    }

    private static UncertaintyOptions uncertainty(String text) {
        return Options.parse("model: {uncertainty: " + text + "}", Path.of("/x"))
                .model()
                .uncertainty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model: {kernal: {zeta: 2}} | unknown key `model.kernal`. Did you mean `model.kernel`?",
                "modle: {} | unknown key `modle`. Did you mean `model`?",
                "model: {kernel: {zzzzzz: 2}} | unknown key `model.kernel.zzzzzz`. Known here: ",
                "model: {uncertainty: {members: 1}} | `model.uncertainty`: expected at least 4 members, got 1",
                "model: {uncertainty: {calibrate: maybe}} | `model.uncertainty.calibrate`: expected true, false or scale",
                "model: {uncertainty: {type: committee, members: 6}} | `model.uncertainty`: expected at least 8 members of"
                        + " type committee, got 6",
                "model: {uncertainty: {tpye: none}} | unknown key `model.uncertainty.tpye`. Did you mean",
                "model: {folds: five} | `model.folds`: expected a whole number, got `five`",
                "model: {folds: 2.5} | `model.folds`: expected a whole number, got `2.5`",
                "model: {folds: 1} | `model`: expected at least 2 folds, got 1",
                "model: {seed: 1:30} | `model.seed`: expected a whole number, got `1:30`",
                "model: {kernel: 3} | `model.kernel`: expected a map of options, got `3`",
                "model: {kernel: {zeta: No}} | `model.kernel.zeta`: expected a number, got `No`",
                "model: {kernel: {zeta: -1}} | `model.kernel`: expected a positive zeta, got -1.0",
                "model: {kernel: {zeta: .nan}} | `model.kernel.zeta`: expected a number, got `NaN`",
                "model: {representatives: {selection: fsp}} | expected one of fps, random, got `fsp`. Did you mean `fps`?",
                "model: {noise: yes} | `model.noise`: expected auto, a number, or a map with a number for each target",
                "model: {noise: -1} | expected a positive noise of energy, got -1.0",
                "model: {noise: {enrgy: 1}} | expected a noise for the target `energy` too",
                "model: {noise: {energy: 1, more: 1}} | unknown key `model.noise.more`",
                "targets: {energy: {unit: ev}} | `targets.energy.unit`: unknown unit `ev`. Did you mean `eV`?",
                "targets: {energy: {unit: 3}} | `targets.energy.unit`: expected text, got `3`",
                "targets: {energy: {rank: 1}} | `targets.energy`: expected the unit of a tensor, like unit: e*bohr",
                "{representations: [{calculator: power_spectrum}], targets: {d: {rank: 1, unit: D}}} | `representations`: expected calculator lambda_soap for the tensor `d`",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 9, unit: D}}} | expected a rank from 0 to 6, got 9",
                "{representations: [{calculator: lambda_soap}], model: {type: gpr}, targets: {d: {rank: 1, unit: D}}} | expected sparse_gpr for the tensor `d`",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D, symmetry: symmetric}}} | expected a symmetry of a tensor of rank 2 or higher, got rank 1",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D, baseline: composition}}} | got rank 1 with 0",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D, baseline: {H: 1}}}} | expected a baseline of a tensor to be none, composition or {key: other_key}",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D, origin: coordinates}}} | expected the `charge` of the structures too",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D, charge: 1}}} | expected it with `origin: coordinates` alone",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 2, unit: D, origin: center_of_mass}}} | expected it for a dipole alone",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D, transform: clausius_mossotti}}} | `targets.d.transform`: expected clausius_mossotti for the dielectric tensor",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D, periodic: 3}}} | `targets.d.periodic`: expected true or false, got `3`",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 1, unit: D, forces: {}}}} | expected no forces of a tensor",
                "{representations: [{calculator: lambda_soap}], targets: {d: {rank: 3, unit: 1}}} | has a part of lambda 0 and sigma -1, which these features do not have",
                "{representations: [{calculator: lambda_soap, basis: {max_angular: 1}}], targets: {d: {rank: 3, unit: 1, symmetry: symmetric}}} | has a part of lambda 3 and sigma 1",
                "representations: [{calculator: radial_spectrum, features: all}] | `representations.0.features`: expected it with `calculator: power_spectrum`, `bispectrum` or `lambda_soap` alone",
                "representations: [{features: {file: missing.json}}] | `representations.0.features.file`: ",
                "representations: [{features: {list: [[1, 6, 2]]}}] | `representations.0.features.list`: expected a list of",
                "representations: [{calculator: bispectrum, features: {list: [[1, 6, 2, 0, 1]]}}] | expected a power spectrum whose features are listed",
                "representations: [{calculator: bispectrum, features: 3}] | `representations.0.features`: expected all, or a map",
                "representations: [{calculator: lambda_soap, features: 3}] | `representations.0.features`: expected all, or a map",
                "representations: [{calculator: lambda_soap, features: {count: 0}}] | `representations.0.features.count`: expected a positive number of features",
                "targets: {energy: {forces: {unit: eV}}} | `targets.energy.forces.unit`: expected a unit that can be converted to `eV/A`",
                "targets: {energy: {forces: {kye: f}}} | unknown key `targets.energy.forces.kye`",
                "targets: {energy: {stress: {}, virial: {}}} | expected stress or virial, got both",
                "targets: {q: {unit: e, centers: H}} | expected centers of a target of single atoms alone, got a total",
                "targets: {q: {quantity: atom, centers: [Hx]}} | `targets.q.centers`: expected symbols of elements",
                "targets: {q: {unit: e, quantity: atom, forces: {}}} | expected no forces of a target of single atoms",
                "targets: {e: {forces: {}}, e_forces: {}} | expected different names",
                "{targets: {e: {forces: {}}}, model: {type: gpr}} | expected sparse_gpr",
                "{model: {type: gpr, solver: iterative}} | `model.solver`: expected direct for `model.type` gpr",
                "{model: {type: gpr, uncertainty: committee}} | expected sparse_gpr for `model.uncertainty` committee,"
                        + " got gpr. Use label_noise",
                "{targets: {e: {forces: {}}}, model: {noise: 0.1}} | a map with a noise for each of e, e_forces",
                "{targets: {e: {forces: {}}}, model: {noise: {e: 1}}} | expected a noise for the target `e_forces` too",
                "model: {noise_factors: {types: {a: -1}}} | expected a positive factor for energy of a",
                "model: {noise_factors: {types: {a: {enrgy: 1}}}} | unknown key `model.noise_factors.types.a.enrgy`",
                "targets: {e: {baseline: {repulsion: zbl, width: 3}}} | expected a positive width of the repulsion",
                "targets: {e: {unit: e, baseline: {repulsion: zbl}}} | expected a repulsion for an energy alone",
                "targets: {energy: {baseline: {Xx: 1}}} | `targets.energy.baseline`: expected symbols of elements",
                "targets: {energy: {baseline: {H: x}}} | `targets.energy.baseline.H`: expected a number, got `x`",
                "targets: {energy: {baseline: compositon}} | expected none, composition, a number for each element",
                "targets: {} | at least one target",
                "model: {type: gpr, kernel: {structure: mean, gamma: 1}} | `model.kernel.gamma`: expected it with `structure: rematch` alone, got `structure: mean`. Leave it out, or set model.kernel.structure to rematch",
                "model: {kernel: {gamma: 1}} | `model.kernel.gamma`: expected it with `structure: rematch` alone, got no `structure`",
                "data: {group: 3} | `data.group`: expected text, got `3`",
                "targets: {a b: {}} | expected a name of letters, digits and _, got `a b`",
                "representations: [] | a list with at least one representation",
                "representations: {calculator: power_spectrum} | a list with at least one representation",
                "representations: [{calculator: powerspectrum}] | Did you mean `power_spectrum`?",
                "representations: [{weight: 0}] | `representations.0`: expected a positive weight, got 0.0",
                "representations: [{cutof: {radius: 4}}] | unknown key `representations.0.cutof`. Did you mean `representations.0.cutoff`?",
                "representations: [{cutoff: {radius: -4}}] | expected a positive cutoff radius, got -4.0",
                "data: {train: 3} | `data.train`: expected a path or a list of paths, got `3`",
                "data: {train: {a: b}} | `data.train`: expected a path or a list of paths, got `{a: b}`",
                "- 1 | options: expected a map of options, got `[1]`",
            })
    void saysWhatIsWrong(String yaml, String expected) {
        assertThatThrownBy(() -> Options.parse(yaml, Path.of("/x")))
                .isInstanceOf(OptionsException.class)
                .hasMessageStartingWith("options: ")
                .hasMessageContaining(expected);
    }

    @Test
    void theBispectrumTakesForces() {
        Options o = Options.parse(
                "{representations: [{calculator: bispectrum}], targets: {energy: {unit: eV, forces: {}}}}",
                Path.of("/x"));
        assertThat(o.representations().get(0).descriptor().pullsBack()).isTrue();
        Descriptor vectors = new Descriptor.LambdaSoap(
                o.representations().get(0).descriptor().onlyExpansion(), 1, 1);
        List<Representation> without = List.of(new Representation(vectors, 1));
        assertThatThrownBy(() -> new Options(o.data(), without, o.model(), o.targets(), o.tune(), o.open()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected features that have gradients for targets with forces, stress or virial,"
                        + " got lambda_soap. Use power_spectrum");
    }

    /** Products of three densities are many: their basis is smaller, and some of them are chosen. */
    @Test
    void theBispectrumHasDefaultsOfItsOwn() {
        Options o = Options.parse("""
                representations:
                  - {}
                  - {calculator: bispectrum}
                  - {calculator: bispectrum, basis: {max_angular: 4, radial: {max_radial: 2}}, features: all, sigma: -1}
                  - {calculator: bispectrum, features: {count: 700}}
                targets: {energy: {unit: eV}}
                """, Path.of("/x"));
        assertThat(o.representations().stream().map(Representation::features)).containsExactly(0, 400, 0, 700);
        assertThat(o.representations().stream()
                        .map(r -> r.descriptor().onlyExpansion().basis().maxAngular()))
                .containsExactly(6, 3, 4, 3);
        assertThat(o.representations().stream()
                        .map(r -> r.descriptor().onlyExpansion().basis().maxRadial()))
                .containsExactly(7, 3, 2, 3);
        assertThat(Options.parse(o.toYaml(), Path.of("/x")).representations()).isEqualTo(o.representations());
        assertThat(o.toYaml()).contains("features: all", "count: 700");
    }

    @Test
    void tensorsAreReadAsTheyAreWritten() {
        Options o = Options.parse("""
                representations: [{calculator: lambda_soap, features: {count: 300}}]
                targets:
                  dipole: {unit: D, rank: 1, origin: coordinates, charge: total_charge, periodic: true}
                  alpha: {unit: bohr^3, rank: 2, symmetry: symmetric, baseline: composition}
                  eps: {unit: 1, rank: 2, symmetry: symmetric, transform: clausius_mossotti}
                """, Path.of("/x"));
        assertThat(o.representations().get(0).features()).isEqualTo(300);
        assertThat(Objects.requireNonNull(o.targets().get("dipole")).isDipole()).isTrue();
        Options again = Options.parse(o.toYaml(), Path.of("/x"));
        assertThat(again.targets()).isEqualTo(o.targets());
        assertThat(again.representations()).isEqualTo(o.representations());
    }

    @Test
    void syntaxErrorsHaveALine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("options.yaml");
        Files.writeString(file, "data:\n  test: train.xyz@5000:\n");
        assertThatThrownBy(() -> Options.read(file))
                .hasMessageStartingWith("options.yaml:2:")
                .hasMessageContaining("Quote a value that contains a colon");
        Files.writeString(file, "model: {}\ndata: {}\nmodel: {}\n");
        assertThatThrownBy(() -> Options.read(file))
                .hasMessageStartingWith("options.yaml:3:")
                .hasMessageContaining("duplicate key");
        Files.writeString(file, "model: {folds: [1, 2}\n");
        assertThatThrownBy(() -> Options.read(file)).hasMessageStartingWith("options.yaml:1:");
    }

    @Test
    void structuresAreNoOptions(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.xyz"), "1\nenergy=1\nH 0 0 0\n");
        assertThatThrownBy(() -> Options.read(file))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("mine.xyz: expected an options file, got structures by its name")
                .hasMessageContaining("`data: {train: mine.xyz}`");
    }

    @Test
    void refusesFilesThatAreNoOptions(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> Options.read(folder.resolve("none.yaml")))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("no such options file");
        assertThatThrownBy(() -> Options.read(folder)).hasMessageContaining("got a directory");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> Options.read(binary)).hasMessageContaining("expected text in UTF-8");
        Path large = Files.write(folder.resolve("large.yaml"), new byte[2 << 20]);
        assertThatThrownBy(() -> Options.read(large)).hasMessageContaining("Is it a data file?");
        Path bomb = Files.writeString(folder.resolve("bomb.yaml"), bomb());
        assertThatThrownBy(() -> Options.read(bomb)).isInstanceOf(OptionsException.class);
    }

    /** Lists of ten references each to the list before. */
    private static String bomb() {
        StringBuilder s = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 10; i++) {
            String one = "*a" + (i - 1);
            s.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append((one + ", ").repeat(9))
                    .append(one)
                    .append("]\n");
        }
        return s.toString();
    }
}
