package org.lather.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Progress;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.file.AtomTypes;
import org.lather.structure.file.Structures;
import org.lather.target.Derivative;
import org.lather.target.Target;

class FirstOptionsTest {
    /** Total energies of molecules, PBE0, hartree. */
    private static final double WATER = -76.379;

    private static final double METHANE = -40.467;
    private static final double AMMONIA = -56.504;

    private static final String H2O = "O 0 0 0.119\nH 0 0.763 -0.477\nH 0 -0.763 -0.477\n";
    private static final String CH4 =
            "C 0 0 0\nH 0.63 0.63 0.63\nH -0.63 -0.63 0.63\nH -0.63 0.63 -0.63\nH 0.63 -0.63" + " -0.63\n";
    private static final String NH3 = "N 0 0 0.116\nH 0 0.94 -0.27\nH 0.81 -0.47 -0.27\nH -0.81 -0.47 -0.27\n";
    private static final String CELL = "Lattice=\"6 0 0 0 6 0 0 0 6\" pbc=\"T T T\" ";

    @TempDir
    private Path folder;

    private FirstOptions options(String frames) throws IOException {
        return options(frames, List.of(), Map.of(), "");
    }

    private FirstOptions options(String frames, List<String> targets, Map<String, String> units, String group)
            throws IOException {
        Path file = Files.writeString(folder.resolve("data.xyz"), frames);
        Survey survey = Survey.of(Structures.read(file), Progress.NONE);
        return FirstOptions.of(
                survey, new SurveyRequest(List.of("data.xyz"), AtomTypes.SYMBOLS, folder, targets, units, group));
    }

    private static String frame(String comment, String atoms) {
        return atoms.lines().count() + "\n" + comment + "\n" + atoms;
    }

    /** Frames of three molecules with energies of their electrons. */
    private static String molecules(String key, double unit) {
        return frame(key + "=" + unit * WATER, H2O)
                + frame(key + "=" + unit * METHANE, CH4)
                + frame(key + "=" + unit * AMMONIA, NH3);
    }

    /** Frames with a column of three numbers an atom. */
    private static String vectors(String key, String column) {
        StringBuilder out = new StringBuilder();
        for (double e : new double[] {-1.5, -1.6, -1.4}) {
            String properties = "Properties=species:S:1:pos:R:3:" + column + ":R:3 ";
            out.append(frame(properties + key + "=" + e, "Ar 0 0 0 " + e + " 0 0\nAr 3.6 0 " + e + " 1 0 0\n"));
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "energy",
                "Energy",
                "REF_energy",
                "dft_energy",
                "E",
                "free_energy",
                "TOTEN",
                "total_energy",
                "DFT-energy",
                "energies",
                "U0",
                "atomization_energy",
                "referenceEnergy"
            })
    void energies(String key) throws IOException {
        FirstOptions o = options(vectors(key, "velocities"));
        Target t = target(o, "energy");
        assertThat(t.key()).isEqualTo(key);
        assertThat(t.unit()).hasToString("eV");
        assertThat(o.text()).contains("baseline: composition");
        assertThat(o.lines())
                .containsExactly("energy: key " + key + ", eV (assumed, as ASE and extended XYZ have it; if not, say"
                        + " --unit energy=Ha or --unit energy=kcal/mol)");
    }

    @ParameterizedTest
    @CsvSource({"energy,forces", "energy,force", "REF_energy,REF_forces", "dft_energy,dft_force", "energy,Forces", "E,F"
    })
    void forces(String energy, String forces) throws IOException {
        Target t = target(options(vectors(energy, forces)), "energy");
        assertThat(t.key()).isEqualTo(energy);
        assertThat(t.derivatives()).hasSize(1);
        Derivative d = t.derivatives().get(0);
        assertThat(d.kind()).isEqualTo(Derivative.Kind.FORCES);
        assertThat(d.key()).isEqualTo(forces);
        assertThat(d.unit()).hasToString("eV/A");
    }

    @Test
    void forcesBelongToTheEnergyOfTheirName() throws IOException {
        String comment = "Properties=species:S:1:pos:R:3:forces:R:3:REF_forces:R:3 energy=%s REF_energy=%s";
        String frames = frame(comment.formatted(-1, -2), "Ar 0 0 0 1 0 0 2 0 0\n")
                + frame(comment.formatted(-1.5, -2.5), "Ar 0 0 0 0 1 0 0 2 0\n");
        FirstOptions o = options(frames);
        Target t = target(o, "energy");
        assertThat(t.key()).isEqualTo("REF_energy");
        assertThat(t.derivatives().get(0).key()).isEqualTo("REF_forces");
        assertThat(o.notes().get(0)).startsWith("also found energy: if it is the energy of a cheaper method");
    }

    @ParameterizedTest
    @CsvSource({"stress,9", "stress,6", "REF_stress,9", "virial,9", "virials,9", "dft_virial,9"})
    void stressAndVirials(String key, int count) throws IOException {
        StringBuilder frames = new StringBuilder();
        for (double e : new double[] {-1.5, -1.6, -1.4}) {
            String numbers = count == 9 ? "0.01 0 0 0 0.02 0 0 0 " + e / 100 : "0.01 0.02 " + e / 100 + " 0 0 0";
            frames.append(frame(CELL + "energy=" + e + " " + key + "=\"" + numbers + "\"", "Ar 0 0 0\nAr 3.5 0 0\n"));
        }
        Target t = target(options(frames.toString()), "energy");
        assertThat(t.derivatives()).hasSize(1);
        Derivative d = t.derivatives().get(0);
        assertThat(d.key()).isEqualTo(key);
        boolean stress = key.contains("stress");
        assertThat(d.kind()).isEqualTo(stress ? Derivative.Kind.STRESS : Derivative.Kind.VIRIAL);
        assertThat(d.unit()).hasToString(stress ? "eV/A^3" : "eV");
        // molecules have none
        assertThat(target(options(frames.toString().replace("T T T", "F F F")), "energy")
                        .derivatives())
                .isEmpty();
    }

    @Test
    void aStressInAnotherUnitIsNotGuessed() throws IOException {
        String frames = frame(CELL + "energy=-1 stress=\"35 0 0 0 40 0 0 0 20\"", "Ar 0 0 0\nAr 3.5 0 0\n")
                + frame(CELL + "energy=-2 stress=\"-12 0 0 0 3 0 0 0 8\"", "Ar 0 0 0\nAr 3.6 0 0\n");
        FirstOptions o = options(frames);
        assertThat(target(o, "energy").derivatives()).isEmpty();
        assertThat(o.notes())
                .contains("stress: stress is left out: values of up to 40 are too large for eV/A^3; say --unit"
                        + " stress=GPa or --unit stress=kbar (positive under tension)");
        FirstOptions given = options(frames, List.of(), Map.of("stress", "GPa"), "");
        assertThat(target(given, "energy").derivatives().get(0).unit()).hasToString("GPa");
    }

    @ParameterizedTest
    @CsvSource({"1, Ha", "2, Ry", "27.2114, eV", "627.51, kcal/mol", "2625.5, kJ/mol", "27211.4, meV"})
    void energiesOfAllElectronsShowTheirUnit(double perHartree, String unit) throws IOException {
        FirstOptions o = options(molecules("energy", perHartree));
        assertThat(target(o, "energy").unit()).hasToString(unit);
        assertThat(o.lines().get(0))
                .isEqualTo("energy: key energy, " + unit + " (values are those of all electrons of the atoms in " + unit
                        + ")");
        assertThat(o.text()).contains("    # unit: values are those of all electrons of the atoms in " + unit);
    }

    @Test
    void otherEnergiesAreAssumedToBeInElectronvolts() throws IOException {
        // atomization energies in kcal/mol
        String frames = frame("energy=-232.2", H2O) + frame("energy=-420.4", CH4) + frame("energy=-297.1", NH3);
        FirstOptions o = options(frames);
        assertThat(target(o, "energy").unit()).hasToString("eV");
        assertThat(o.lines().get(0)).contains("eV (assumed, as ASE and extended XYZ have it; if not, say --unit");
        FirstOptions given = options(frames, List.of(), Map.of("energy", "kcal/mol"), "");
        assertThat(target(given, "energy").unit()).hasToString("kcal/mol");
        assertThat(given.lines()).containsExactly("energy: key energy, kcal/mol (as given)");
    }

    /** Vibrations of a dimer, whose forces are the differences of its energy. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, eV/A",
        "1, 0.0194469, Ha/bohr",
        "1, 23.0605, kcal/mol/A",
        "1, 1000, meV/A",
        "0.0367493, 0.0194469, Ha/bohr"
    })
    void differencesOfTheEnergyShowTheUnitOfForces(double ofEnergy, double ofForces, String unit) throws IOException {
        StringBuilder frames = new StringBuilder();
        Random random = new Random(3);
        for (int i = 0; i < 30; i++) {
            double r = 1.5 + 0.2 * random.nextDouble();
            double energy = -2 + 20 * (r - 1.6) * (r - 1.6);
            double force = 40 * (r - 1.6);
            frames.append(frame(
                    "Properties=species:S:1:pos:R:3:forces:R:3 energy=" + ofEnergy * energy,
                    String.format(
                            Locale.ROOT,
                            "C 0 0 0 %.10f 0 0%nC %.10f 0 0 %.10f 0 0%n",
                            ofForces * force,
                            r,
                            -ofForces * force)));
        }
        Map<String, String> units = ofEnergy == 1 ? Map.of() : Map.of("energy", "Ha");
        FirstOptions o = options(frames.toString(), List.of(), units, "");
        assertThat(target(o, "energy").derivatives().get(0).unit()).hasToString(unit);
        assertThat(o.lines().get(0)).contains(unit + " (they agree with differences of the energy in ");
    }

    @ParameterizedTest
    @CsvSource({
        "dipole, dipole, 3, 1, e*A",
        "mu, dipole, 3, 1, e*A",
        "REF_dipole, dipole, 3, 1, e*A",
        "polarizability, polarizability, 9, 2, bohr^3",
        "alpha, polarizability, 9, 2, bohr^3",
        "alpha, polarizability, 1, 0, bohr^3",
        "hyperpolarizability, hyperpolarizability, 27, 3, 1"
    })
    void tensorsOfStructures(String key, String name, int count, int rank, String unit) throws IOException {
        StringBuilder frames = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            String numbers = (i + " ").repeat(count).strip();
            frames.append(frame(key + "=\"" + numbers + "\"", H2O));
        }
        Target t = target(options(frames.toString()), name);
        assertThat(t.key()).isEqualTo(key);
        assertThat(t.form().rank()).isEqualTo(rank);
        assertThat(t.unit()).hasToString(unit);
    }

    @Test
    void dipolesOfPeriodicStructuresAreLeftOut() throws IOException {
        String frames =
                frame(CELL + "energy=-1 dipole=\"1 2 3\"", H2O) + frame(CELL + "energy=-2 dipole=\"1 2 4\"", H2O);
        FirstOptions o = options(frames);
        assertThat(o.options().targets()).containsOnlyKeys("energy");
        assertThat(o.notes()).anyMatch(n -> n.startsWith("dipole: dipole is left out: dipoles of periodic structures"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shielding", "cs_iso", "sigma_iso", "REF_shielding", "chemical_shift"})
    void shieldingsOfSomeAtoms(String column) throws IOException {
        String frames = frame(
                        "Properties=species:S:1:pos:R:3:" + column + ":R:1",
                        "O 0 0 0.119 302.5\nH 0 0.763 -0.477 nan\nH 0 -0.763 -0.477 nan\n")
                + frame(
                        "Properties=species:S:1:pos:R:3:" + column + ":R:1",
                        "O 0 0 0.129 300.5\nH 0 0.763 -0.477 nan\nH 0 -0.763 -0.477 nan\n");
        FirstOptions o = options(frames);
        Target t = target(o, "shielding");
        assertThat(t.key()).isEqualTo(column);
        assertThat(t.quantity()).isEqualTo(Target.Quantity.ATOM);
        assertThat(t.unit()).hasToString("ppm");
        assertThat(o.text()).contains("# of O only", "baseline: composition");
    }

    @Test
    void chargesAreProposedAlone() throws IOException {
        String charges = "Properties=species:S:1:pos:R:3:charges:R:1 energy=%s";
        String atoms = "O 0 0 0.119 -0.6\nH 0 0.763 -0.477 0.3\nH 0 -0.763 -0.477 0.3\n";
        String both = frame(charges.formatted(-1), atoms) + frame(charges.formatted(-2), atoms);
        FirstOptions o = options(both);
        assertThat(o.options().targets()).containsOnlyKeys("energy");
        assertThat(o.notes()).contains("also found charges: --target charges writes options for it");
        assertThat(options(both, List.of("charges"), Map.of(), "").options().targets())
                .containsOnlyKeys("charge");
        assertThat(options(both.replaceAll(" energy=\\S+", "")).options().targets())
                .containsOnlyKeys("charge");
    }

    @Test
    void isolatedAtomsAreTheBaseline() throws IOException {
        String atoms = frame("energy=-13.6 config_type=isolated_atom", "H 0 0 0\n")
                + frame("energy=-2041 config_type=isolated_atom", "O 0 0 0\n");
        String water = frame("energy=-2078.4", H2O) + frame("energy=-2078.3", H2O.replace("0.119", "0.125"));
        assertThat(options(water + atoms).text()).contains("baseline: isolated_atoms");
        FirstOptions some = options(water + atoms.substring(0, atoms.indexOf("1\nenergy=-2041")));
        assertThat(some.text()).contains("baseline: composition");
        assertThat(some.notes())
                .contains("the file has isolated atoms, but none of O: the baseline is a fitted composition");
    }

    @Test
    void theCommentOfCp2kIsKnown() throws IOException {
        String frames = frame(" i = 0, time = 0.000, E = -17.1643447", H2O)
                + frame(" i = 1, time = 0.500, E = -17.1643500", H2O.replace("0.119", "0.121"));
        FirstOptions o = options(frames);
        assertThat(target(o, "energy").key()).isEqualTo("E");
        assertThat(o.lines().get(0)).contains("Ha (assumed, as the comment is CP2K's; if not, say --unit energy=eV)");
    }

    @Test
    void numbersThatAreNotRecognisedAreNamed() throws IOException {
        String frames = frame("index=0 melting_point=273.15", H2O) + frame("index=1 melting_point=91", CH4);
        assertThatThrownBy(() -> options(frames))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "expected a key or column that looks like a target (energy, forces, dipole,"
                                + " shielding ...), found index, melting_point. Name the one that is to be learnt: --target index");
        FirstOptions o = options(frames, List.of("melting_point"), Map.of("melting_point", "1"), "");
        assertThat(o.options().targets()).containsOnlyKeys("melting_point");
        assertThat(o.text()).contains("# quantity:");
        assertThatThrownBy(() -> options(frames, List.of("boiling_point"), Map.of(), ""))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a key or column `boiling_point`, found index, melting_point");
        assertThatThrownBy(() -> options(molecules("energy", 1), List.of(), Map.of("forces", "eV/A"), ""))
                .isInstanceOf(OptionsException.class)
                .hasMessageContaining("expected the unit of a target that is found, one of energy; got `forces`");
    }

    @Test
    void groupsAreFound() throws IOException {
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            frames.append(frame("mol_id=m" + i / 2 + " energy=" + -i, H2O));
        }
        FirstOptions o = options(frames.toString());
        assertThat(o.options().data().group()).isEmpty();
        assertThat(o.text()).contains("  # group: mol_id\n");
        assertThat(o.notes())
                .contains("group: mol_id has 6 values; if structures of one value are nearly copies, --group mol_id"
                        + " keeps them in one fold");
        assertThat(options(frames.toString(), List.of(), Map.of(), "mol_id")
                        .options()
                        .data()
                        .group())
                .isEqualTo("mol_id");
    }

    @Test
    void sizesFollowTheStructures() throws IOException {
        FirstOptions molecules = options(molecules("energy", 27.2114));
        assertThat(molecules.text())
                .contains("radius: 4.0", "max_angular: 6", "representatives: {count: 12}", "folds: 3");
        StringBuilder alloys = new StringBuilder();
        String[] symbols = {"Al", "Ni", "Cu", "Ti", "Fe", "Co", "Mn", "Cr", "V", "Zr", "Nb", "Mo"};
        for (int i = 0; i < 12; i++) {
            alloys.append(frame(CELL + "energy=" + -i, symbols[i] + " 0 0 0\n" + symbols[(i + 1) % 12] + " 2.5 0 0\n"));
        }
        FirstOptions alloy = options(alloys.toString());
        assertThat(alloy.text())
                .contains("radius: 5.0", "max_angular: 3, radial: {type: Gto, max_radial: 4}", "a smaller basis");
    }

    @Test
    void oddNamesAreQuoted() throws IOException {
        Path file = Files.writeString(folder.resolve("my data #1.xyz"), molecules("energy", 1));
        Survey survey = Survey.of(Structures.read(file), Progress.NONE);
        FirstOptions o = FirstOptions.of(
                survey,
                new SurveyRequest(
                        List.of("my data #1.xyz@0:2", "true"),
                        AtomTypes.of(Map.of("1", 14)),
                        folder,
                        List.of(),
                        Map.of(),
                        "no"));
        assertThat(o.options().data().train()).containsExactly("my data #1.xyz@0:2", "true");
        assertThat(o.options().data().group()).isEqualTo("no");
        assertThat(o.options().data().types()).isEqualTo(AtomTypes.of(Map.of("1", 14)));
        assertThat(o.text().lines()).allMatch(line -> line.length() <= 120);
    }

    private static Target target(FirstOptions o, String name) {
        return Objects.requireNonNull(o.options().targets().get(name));
    }
}
