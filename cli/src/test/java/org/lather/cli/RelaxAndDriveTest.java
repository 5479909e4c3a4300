package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.driver.ipi.FakeServer;
import org.lather.driver.ipi.FakeServer.Forces;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.target.Unit;

class RelaxAndDriveTest {
    private static final String OPTIONS = """
            data: {train: "DATA@0:60"}
            representations:
              - cutoff: {radius: 3}
                density: {width: 0.4}
                basis: {max_angular: 3, radial: {max_radial: 3}}
            model: {kernel: {zeta: 2}, representatives: {count: 60}, noise: 0.01}
            targets: {energy: {baseline: [{repulsion: zbl}, composition]}}
            """;

    @TempDir
    private static Path folder;

    private static Path model = Path.of("");
    private static String molecule = "";

    @BeforeAll
    static void train() throws IOException {
        Path options = Files.writeString(
                folder.resolve("options.yaml"),
                OPTIONS.replace("DATA", CommandRun.molecules().toString()));
        model = folder.resolve("model.safetensors");
        CommandRun run = CommandRun.of("train", options, "-o", model);
        assertThat(run.code()).as(run.err()).isZero();
        molecule = CommandRun.molecules() + "@3";
    }

    private static Structure predicted(Object data) {
        Path out = folder.resolve("predicted.xyz");
        assertThat(CommandRun.of("eval", model, data, "-o", out).code()).isZero();
        return Structures.read(out).first();
    }

    @Test
    void relaxes() throws IOException {
        Path out = folder.resolve("relaxed.xyz");
        CommandRun run = CommandRun.of(
                "relax", model, CommandRun.molecules() + "@3:5", "-o", out, "--force-tolerance", "200meV/A", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json).hasSize(2);
        int k = 0;
        for (Structure s : Structures.read(out)) {
            JsonNode one = json.get(k++);
            assertThat(one.get("converged").asBoolean()).isTrue();
            assertThat(one.get("energy").asDouble()).isEqualTo(s.numbers("energy")[0]);
            assertThat(one.get("steps").asInt()).isPositive().isEqualTo((int) s.numbers("relax_steps")[0]);
            assertThat(one.get("volume").isNull()).isTrue();
            assertThat(Arrays.stream(s.column("forces")).map(Math::abs).max().orElseThrow())
                    .isPositive()
                    .isLessThanOrEqualTo(0.2);
            assertThat(s.numbers("relax_converged")).containsExactly(1);
            assertThat(s.numbers("energy_uncertainty")[0]).isPositive();
        }
        assertThat(predicted(out + "@0").numbers("predicted_energy")[0])
                .isCloseTo(json.get(0).get("energy").asDouble(), within(1e-8))
                .isLessThan(predicted(molecule).numbers("predicted_energy")[0]);
    }

    @Test
    void unknownElementsAreFoundBeforeTheFirstStep() throws IOException {
        Path data = Files.writeString(
                folder.resolve("krypton.xyz"), "2\n\nO 0 0 0\nH 0 0 0.97\n1\n\nKr 0 0 0\n2\n\nO 0 0 0\nH 0 0 0.01\n");
        Path out = folder.resolve("krypton-relaxed.xyz");
        CommandRun run = CommandRun.of("relax", model, data + "@:2", "-o", out);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("krypton.xyz:5", "Kr");
        assertThat(run.out()).doesNotContain("relaxed in");
        assertThat(out).doesNotExist();
    }

    @Test
    void atomsWithoutNeighboursAreWarnedOf() throws IOException {
        Path data = Files.writeString(folder.resolve("far.xyz"), "2\n\nO 0 0 0\nH 0 0 40\n");
        CommandRun run = CommandRun.of("relax", model, data, "-o", folder.resolve("far-relaxed.xyz"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("2 atoms in 1 of 1 structures have no neighbour");
    }

    @Test
    void aMoleculeHasNoCellToRelax() {
        Path out = folder.resolve("cell.xyz");
        CommandRun run = CommandRun.of("relax", model, molecule, "-o", out, "--cell", "full");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .contains("expected a cell that repeats in three directions", "got a structure without a cell")
                .doesNotContain("Cell[");
        assertThat(out).doesNotExist();
    }

    /** A file as ASE 3.29 writes it by itself for FixAtoms. */
    @Test
    void fixedAtomsStay() throws IOException {
        Path start = Files.writeString(folder.resolve("fixed.xyz"), """
                3
                Properties=species:S:1:pos:R:3:move_mask:L:1:tags:I:1 pbc="F F F"
                O       0.00000000       0.00000000       0.11926200  F        0
                H       0.00000000       0.86323900      -0.47704700  T        0
                H       0.00000000      -0.76323900      -0.47704700  T        0
                """);
        Path out = folder.resolve("fixed-relaxed.xyz");
        CommandRun run = CommandRun.of("relax", model, start, "-o", out, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode one = new ObjectMapper().readTree(run.out()).get(0);
        assertThat(one.get("fixed_atoms").asInt()).isEqualTo(1);
        assertThat(one.get("steps").asInt()).isPositive();
        Structure s = Structures.read(out).first();
        assertThat(s.position(0, 2)).isEqualTo(0.119262);
        assertThat(s.position(1, 1)).isNotEqualTo(0.863239);
        assertThat(s.column("move_mask")).containsExactly(0, 1, 1);
    }

    /** Selective dynamics of a POSCAR and move_mask of extended XYZ are the same. */
    @Test
    void atomsFixedByAPoscarStay() throws IOException {
        Path poscar = Files.writeString(folder.resolve("water"), """
                water
                1.0
                12 0 0
                0 12 0
                0 0 12
                O H
                1 2
                Selective dynamics
                Cartesian
                5 5 5 F F F
                5 5.86 4.4 T T T
                5 4.24 4.4 T F T
                """);
        Path xyz = Files.writeString(folder.resolve("water.xyz"), """
                3
                Lattice="12 0 0 0 12 0 0 0 12" Properties=species:S:1:pos:R:3:move_mask:L:3
                O 5 5 5 F F F
                H 5 5.86 4.4 T T T
                H 5 4.24 4.4 T F T
                """);
        Path fromPoscar = folder.resolve("poscar-relaxed.xyz");
        Path fromXyz = folder.resolve("xyz-relaxed.xyz");
        CommandRun run = CommandRun.of("relax", model, poscar, "-o", fromPoscar);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CommandRun.of("relax", model, xyz, "-o", fromXyz).code()).isZero();
        Structure s = Structures.read(fromPoscar).first();
        assertThat(s.positions()).isEqualTo(Structures.read(fromXyz).first().positions());
        assertThat(s.positions()).startsWith(5, 5, 5).doesNotContain(5.86);
        assertThat(s.position(2, 1)).isEqualTo(4.24);
        assertThat(Files.readAllLines(fromPoscar).get(1)).contains(":move_mask:L:3");
    }

    /** An atom that is listed at both sides of the cell is refused, and so is every command that reads it. */
    @Test
    void overlappingAtomsAreRefused() throws IOException {
        Path doubled = Files.writeString(folder.resolve("doubled.xyz"), """
                3
                Lattice="12 0 0 0 12 0 0 0 12"
                O 0 0 0
                H 0 0 1
                O 12 0 0
                """);
        String sentence = "doubled.xyz:5: expected atoms at least 0.1 Å apart, found this one 0.00 Å from an image of"
                + " that of line 3. Remove one of them.";
        check(3, sentence, "eval", model, doubled);
        check(3, sentence, "relax", model, doubled, "-o", folder.resolve("never.xyz"));
        check(3, sentence, "drive", model, "--structure", doubled, "--unix", "never");
        check(3, sentence, "describe", doubled, "--options", folder.resolve("options.yaml"));
        check(
                3,
                sentence,
                "train",
                folder.resolve("options.yaml"),
                "-o",
                folder.resolve("never.safetensors"),
                "-r",
                "data.train=" + doubled);
    }

    @Test
    void relaxationsThatDoNotConvergeAreWrittenAndFour() {
        Path out = folder.resolve("unrelaxed.xyz");
        CommandRun run = CommandRun.of("relax", model, CommandRun.molecules() + "@3:5", "-o", out, "--steps", 1);
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("not relaxed after 1 steps", "nor were 1 other structures", "--steps");
        assertThat(Structures.read(out).first().numbers("relax_converged")).containsExactly(0);
    }

    @Test
    void aModelOfTheBispectrumHasForces() throws IOException {
        Path options = Files.writeString(
                folder.resolve("bispectrum.yaml"),
                OPTIONS.replace("DATA", CommandRun.molecules().toString())
                        .replace("- cutoff", "- calculator: bispectrum\n    cutoff")
                        .replace("max_angular: 3, radial: {max_radial: 3}", "max_angular: 1, radial: {max_radial: 1}")
                        .replace("count: 60", "count: 10"));
        Path bispectrum = folder.resolve("bispectrum.safetensors");
        CommandRun run = CommandRun.of("train", options, "-o", bispectrum);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CommandRun.of("eval", bispectrum, molecule).code()).isZero();
        Path out = folder.resolve("bispectrum.xyz");
        assertThat(CommandRun.of("relax", bispectrum, molecule, "-o", out, "--steps", 1)
                        .code())
                .isIn(0, 4);
        assertThat(Structures.read(out).first().numbers("relax_steps")[0]).isPositive();
    }

    @Test
    void relaxSaysWhatIsWrong() {
        Path out = folder.resolve("none.xyz");
        check(2, "--pressure: expected --cell isotropic or full", "relax", model, molecule, "-o", out, "--pressure", 1);
        check(
                2,
                "--force-tolerance: expected a unit that",
                "relax",
                model,
                molecule,
                "-o",
                out,
                "--force-tolerance",
                "1GPa");
        check(2, "--force-tolerance: expected a number", "relax", model, molecule, "-o", out, "--force-tolerance", "x");
        check(2, "expected positive tolerances", "relax", model, molecule, "-o", out, "--force-tolerance", 0);
        check(3, "expected a cell that repeats in three", "relax", model, molecule, "-o", out, "--cell", "full");
        check(2, "--cell-mask: expected --cell full", "relax", model, molecule, "-o", out, "--cell-mask", "xx");
        check(
                2,
                "--cell-mask: expected components of the strain among xx, yy",
                "relax",
                model,
                molecule,
                "-o",
                out,
                "--cell",
                "full",
                "--cell-mask",
                "xx,zx");
        check(3, "`gap`", "relax", model, molecule, "-o", out, "--target", "gap");
        check(3, "@3:3` selects none of its", "relax", model, molecule + ":3", "-o", out);
        assertThat(out).doesNotExist();
    }

    private static void check(int code, String message, Object... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
    }

    @Test
    void drives() throws IOException {
        double bohr = Unit.of("bohr").factor();
        Structure start = predicted(molecule);
        double[] x = start.positions();
        for (int k = 0; k < x.length; k++) {
            x[k] /= bohr;
        }
        double[] positions = x;
        CompletableFuture<Forces> answer = new CompletableFuture<>();
        try (FakeServer server = FakeServer.unix(folder).serve(peer -> {
            peer.status();
            peer.init(0, "x");
            peer.positions(new double[9], positions);
            answer.complete(peer.forces());
            peer.send("EXIT");
        })) {
            CommandRun run = CommandRun.of(
                    "drive",
                    model,
                    "--structure",
                    molecule,
                    "--unix",
                    server.address(),
                    "--force-uncertainty",
                    "--json");
            assertThat(run.code()).as(run.err()).isZero();
            JsonNode json = new ObjectMapper().readTree(run.out());
            assertThat(json.get("steps").asInt()).isEqualTo(1);
            assertThat(json.get("end").asText()).isEqualTo("exit");
            Forces f = answer.join();
            assertThat(f.energy() * Unit.of("Ha").factor())
                    .isCloseTo(start.numbers("predicted_energy")[0], within(1e-8));
            JsonNode extras = new ObjectMapper().readTree(f.extras());
            assertThat(extras.get("energy_uncertainty").asDouble())
                    .isPositive()
                    .isEqualTo(json.get("largest_uncertainty").asDouble());
            assertThat(extras.get("forces_uncertainty"))
                    .hasSize(3 * start.size())
                    .allMatch(u -> u.asDouble() > 0);
        }
        try (FakeServer server = FakeServer.tcp().serve(peer -> peer.positions(new double[9], 1, 2, 3))) {
            String port = server.address().toString().replaceAll(".*:", "");
            check(3, "in --structure, got 1", "drive", model, "--structure", molecule, "--port", port);
        }
    }

    @Test
    void driveSaysWhatIsWrong() throws IOException {
        Path chlorine = Files.writeString(folder.resolve("cl.xyz"), "1\nProperties=species:S:1:pos:R:3\nCl 0 0 0\n");
        check(2, "got neither", "drive", model, "--structure", molecule);
        check(2, "got both", "drive", model, "--structure", molecule, "--unix", "x", "--port", 31415);
        check(
                2,
                "got both",
                "drive",
                model,
                "--structure",
                molecule,
                "--unix",
                "x",
                "--no-uncertainty",
                "--force-uncertainty");
        check(2, "--port: expected a port", "drive", model, "--structure", molecule, "--port", 0);
        check(2, "--structure", "drive", model, "--unix", "x");
        check(3, "contains Cl", "drive", model, "--structure", chlorine, "--unix", "x");
        check(3, "@3:3` selects none of its", "drive", model, "--structure", molecule + ":3", "--unix", "x");
        check(3, "none.xyz", "drive", model, "--structure", folder.resolve("none.xyz"), "--unix", "x");
        check(1, "no server at", "drive", model, "--structure", molecule, "--unix", folder.resolve("s"), "--wait", 0);
    }
}
