package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.structure.file.AtomTypes;
import org.lather.structure.file.Structures;

class TrainAndEvalTest {
    private static final String OPTIONS = """
            data: {train: "DATA@0:40", test: "DATA@40:60"}
            representations:
              - cutoff: {radius: 3}
                basis: {max_angular: 3, radial: {max_radial: 3}}
            model: {kernel: {zeta: 2}, representatives: {count: 60}, noise: 0.01}
            targets: {energy: {baseline: composition}}
            """;

    @TempDir
    private static Path folder;

    private static Path options = Path.of("");
    private static Path model = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        options = Files.writeString(
                folder.resolve("options.yaml"),
                OPTIONS.replace("DATA", CommandRun.molecules().toString()));
        model = folder.resolve("model.safetensors");
        CommandRun run = CommandRun.of("train", options, "-o", model, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("structures").asInt()).isEqualTo(40);
        assertThat(json.get("noise").get("energy").asDouble())
                .isEqualTo(0.01, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(json.get("estimate_bytes").asLong()).isPositive();
        assertThat(json.get("test").get("energy").get("count").asInt()).isEqualTo(20);
        assertThat(json.get("representatives_by_element").get("O").asInt()).isPositive();
        assertThat(json.get("warnings")).isEmpty();
        assertThat(run.err()).doesNotContain("warning");
    }

    @Test
    void writesTheResolvedOptions() {
        Options given = Options.read(options);
        Options resolved = Options.read(folder.resolve("model.options.yaml"));
        assertThat(resolved.model()).isEqualTo(given.model());
        assertThat(resolved.representations()).isEqualTo(given.representations());
        assertThat(resolved.data().train()).isEqualTo(given.data().absolute().train());
    }

    @Test
    void predictsAndCompares() throws IOException {
        Path predictions = folder.resolve("pred.xyz");
        Path metrics = folder.resolve("metrics.json");
        CommandRun run = CommandRun.of(
                "eval", model, CommandRun.molecules() + "@40:60", "-o", predictions, "--metrics", metrics);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("written: " + predictions + ", " + metrics);
        double sum = 0;
        double mean = 0;
        List<String> read = Files.readAllLines(CommandRun.molecules());
        for (Structure s : Structures.read(predictions)) {
            sum += Math.abs(s.numbers("predicted_energy")[0] - s.numbers("energy")[0]) / 20;
            mean += s.numbers("energy")[0] / 20;
        }
        for (String line : Files.readAllLines(predictions)) {
            assertThat(read).contains(line.replaceFirst(" predicted_energy=\\S+", ""));
        }
        JsonNode energy =
                new ObjectMapper().readTree(metrics.toFile()).get("targets").get("energy");
        assertThat(energy.get("mae").asDouble()).isEqualTo(sum, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(energy.get("mae").asDouble())
                .isLessThan(energy.get("std_baseline").asDouble());
        assertThat(energy.get("std").asDouble()).isPositive().isLessThan(Math.abs(mean));
        assertThat(energy.get("by_element").isNull()).isTrue();
        assertThat(energy.get("mae_per_atom").asDouble()).isPositive();
    }

    /** What the library says, beside the same predictions; and what has none is refused. */
    @Test
    void writesUncertainties() throws IOException {
        Path predictions = folder.resolve("uncertain.xyz");
        CommandRun run = CommandRun.of(
                "eval", model, CommandRun.molecules() + "@40:60", "--uncertainty", "-o", predictions, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        double squares = 0;
        double ratios = 0;
        for (Structure s : Structures.read(predictions)) {
            double u = s.numbers("uncertainty_energy")[0];
            double e = s.numbers("predicted_energy")[0] - s.numbers("energy")[0];
            assertThat(u).isPositive();
            squares += u * u / 20;
            ratios += e * e / u / u / 20;
        }
        JsonNode energy = new ObjectMapper().readTree(run.out()).get("targets").get("energy");
        assertThat(energy.get("rms_uncertainty").asDouble())
                .isEqualTo(Math.sqrt(squares), org.assertj.core.api.Assertions.within(1e-9));
        assertThat(energy.get("rms_error_over_uncertainty").asDouble())
                .isEqualTo(Math.sqrt(ratios), org.assertj.core.api.Assertions.within(1e-9));
        Path full = folder.resolve("full.safetensors");
        assertThat(CommandRun.of("train", options, "-o", full, "-r", "model.type=gpr")
                        .code())
                .isZero();
        CommandRun posterior =
                CommandRun.of("eval", full, CommandRun.molecules() + "@40:60", "--uncertainty", "--json");
        assertThat(posterior.code()).as(posterior.err()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(posterior.out())
                        .get("targets")
                        .get("energy")
                        .get("rms_uncertainty")
                        .asDouble())
                .isPositive();
    }

    /**
     * Without any output the table says how far the uncertainties can be trusted; and how many frames lack the target.
     */
    @ParameterizedTest
    @CsvSource({
        "model.solver=iterative, fitted by iteration, model.solver direct",
        "model.uncertainty=none, trained with model.uncertainty none, model.uncertainty posterior"
    })
    void saysWhyThereAreNoUncertainties(String option, String fact, String cure) {
        Path without = folder.resolve("without.safetensors");
        CommandRun train = CommandRun.of("train", options, "-o", without, "--scratch", folder, "-r", option);
        assertThat(train.code()).as(train.err()).isZero();
        CommandRun refused = CommandRun.of("eval", without, CommandRun.molecules(), "--uncertainty");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains(fact, cure);
        CommandRun extend =
                CommandRun.of("extend", without, CommandRun.molecules(), "--count", 2, "-o", folder.resolve("x.xyz"));
        assertThat(extend.code()).as(extend.err()).isEqualTo(2);
        assertThat(extend.err()).contains(fact, cure);
    }

    @Test
    void theTableHasUncertaintiesAndWhatIsMissing() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(CommandRun.molecules()));
        lines.set(1, lines.get(1).replaceFirst(" energy=", " other="));
        Path data = Files.write(folder.resolve("partly.xyz"), lines);
        CommandRun run = CommandRun.of("eval", model, data + "@0:20", "--uncertainty");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("energy: 1 of 20 frames lack it and were not compared");
        assertThat(run.out()).contains("rms σ  error/σ");
        assertThat(run.out().lines()).allMatch(l -> l.length() < 100);
        String[] row = run.out()
                .lines()
                .filter(l -> l.startsWith("energy"))
                .findFirst()
                .orElseThrow()
                .split(" +", -1);
        CommandRun json = CommandRun.of("eval", model, data + "@0:20", "--uncertainty", "--json");
        JsonNode energy = new ObjectMapper().readTree(json.out()).get("targets").get("energy");
        assertThat(Double.parseDouble(row[7]))
                .isCloseTo(
                        energy.get("rms_uncertainty").asDouble(), org.assertj.core.api.Assertions.withinPercentage(5));
        assertThat(Double.parseDouble(row[8]))
                .isCloseTo(
                        energy.get("rms_error_over_uncertainty").asDouble(),
                        org.assertj.core.api.Assertions.withinPercentage(5));
        CommandRun plain = CommandRun.of("eval", model, CommandRun.molecules() + "@0:20");
        assertThat(plain.out()).doesNotContain("σ");
        assertThat(plain.err()).doesNotContain("lack");
    }

    /** What the names say is what is in the files. */
    @Test
    void compressesAsTheNameSays() throws IOException {
        Path plain = folder.resolve("some.xyz");
        Path gz = folder.resolve("some.xyz.gz");
        Path xz = folder.resolve("some.xyz.xz");
        for (Path file : List.of(plain, gz, xz)) {
            assertThat(CommandRun.of("eval", model, CommandRun.molecules() + "@0:3", "-o", file)
                            .code())
                    .isZero();
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(gz))) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(plain));
        }
        assertThat(Files.readAllBytes(xz)).startsWith(0xFD, '7', 'z', 'X', 'Z', 0);
        assertThat(Structures.read(xz)).hasSize(3);
        assertThat(Structures.read(xz).iterator().next().numbers("predicted_energy"))
                .isEqualTo(Structures.read(plain).iterator().next().numbers("predicted_energy"));
    }

    @Test
    void missingAndIgnoredReferences() throws IOException {
        String frame = "2\nProperties=species:S:1:pos:R:3 energy=%s\nO 0 0 0\nH 0 0 1\n";
        Path nan = Files.writeString(folder.resolve("nan.xyz"), frame.formatted("nan"));
        CommandRun run = CommandRun.of("eval", model, nan);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 frames predicted; they carry no targets to compare with");
        Path text = Files.writeString(folder.resolve("text.xyz"), frame.formatted("later"));
        assertThat(CommandRun.of("eval", model, text).err()).contains("expected numbers for the target `energy`");
        Path predictions = folder.resolve("text-predicted.xyz");
        run = CommandRun.of("eval", model, text, "--no-reference", "-o", predictions);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 frames predicted\n");
        assertThat(Structures.read(predictions).first().has("predicted_energy")).isTrue();
        run = CommandRun.of("eval", model, nan, "--no-reference", "--metrics", folder.resolve("m.json"));
        assertThat(run.code()).isEqualTo(2);
    }

    /** The features are rounded before the fit, so the file has the very model that was trained. */
    @Test
    void modelsInSinglePrecisionAreHalfAsLarge() throws IOException {
        Path single = folder.resolve("single.safetensors");
        CommandRun run = CommandRun.of("train", options, "-o", single, "--model-precision", "single", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        double trained =
                new ObjectMapper().readTree(run.out()).at("/test/energy/rmse").asDouble();
        assertThat((double) Files.size(single) / Files.size(model)).isBetween(0.5, 0.65);
        double rmse = rmse(single);
        assertThat(rmse).isEqualTo(trained);
        assertThat(rmse).isCloseTo(rmse(model), org.assertj.core.api.Assertions.withinPercentage(0.01));
        assertThat(rmse).isNotEqualTo(rmse(model));
        assertThat(CommandRun.of("model", "verify", single).code()).isZero();
        assertThat(CommandRun.of("model", "show", single).out()).contains("precision: single");
        assertThat(CommandRun.of("model", "show", model).out()).doesNotContain("precision:");
    }

    private static double rmse(Path of) throws IOException {
        CommandRun run = CommandRun.of("eval", of, CommandRun.molecules() + "@40:60", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out()).at("/targets/energy/rmse").asDouble();
    }

    @Test
    void fewFramesAreShownAsATable() throws IOException {
        Path predictions = folder.resolve("table.xyz");
        assertThat(CommandRun.of("eval", model, CommandRun.molecules() + "@41:44", "-o", predictions)
                        .code())
                .isZero();
        CommandRun run = CommandRun.of("eval", model, CommandRun.molecules() + "@41:44", "--uncertainty");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).matches("frame  formula +energy \\(eV\\) +± +reference");
        int row = 1;
        for (Structure s : Structures.read(predictions)) {
            assertThat(lines.get(row).strip().split(" +"))
                    .startsWith(Integer.toString(40 + row))
                    .contains(
                            String.format(java.util.Locale.ROOT, "%.4f", s.numbers("predicted_energy")[0]),
                            String.format(java.util.Locale.ROOT, "%.4f", s.numbers("energy")[0]));
            row++;
        }
        assertThat(lines.get(4)).isEmpty();
        assertThat(lines.get(5)).startsWith("target");
        assertThat(CommandRun.of("eval", model, CommandRun.molecules() + "@0:21")
                        .out())
                .startsWith("target");
    }

    @Test
    void plotsPredictionsAgainstReferences() throws IOException {
        Path trained = folder.resolve("trained.png");
        CommandRun train =
                CommandRun.of("train", options, "-o", folder.resolve("plotted.safetensors"), "--plot", trained);
        assertThat(train.code()).as(train.err()).isZero();
        Path evaluated = folder.resolve("evaluated.png");
        CommandRun eval = CommandRun.of("eval", model, CommandRun.molecules() + "@40:60", "--plot", evaluated);
        assertThat(eval.code()).as(eval.err()).isZero();
        assertThat(eval.out()).contains("written: " + evaluated);
        BufferedImage image = ImageIO.read(trained.toFile());
        BufferedImage same = ImageIO.read(evaluated.toFile());
        int points = 0;
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                assertThat(image.getRGB(x, y)).isEqualTo(same.getRGB(x, y));
                Color c = new Color(image.getRGB(x, y));
                points += Math.abs(c.getRed() - c.getBlue()) > 100 ? 1 : 0;
            }
        }
        assertThat(points).as("coloured pixels").isGreaterThan(200);
        CommandRun other = CommandRun.of("eval", model, CommandRun.molecules(), "--plot", folder.resolve("p.pdf"));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("expected a file name that ends in .png");
        CommandRun none = CommandRun.of(
                "train", options, "-o", folder.resolve("none.safetensors"), "--plot", trained, "-r", "data.test=");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--plot: expected a path for `data.test`");
    }

    @Test
    void writesAPageAboutTheErrors() throws IOException {
        Path trained = folder.resolve("trained.html");
        CommandRun train =
                CommandRun.of("train", options, "-o", folder.resolve("reported.safetensors"), "--report", trained);
        assertThat(train.code()).as(train.err()).isZero();
        assertThat(Files.readString(trained)).contains("Training", "Error by number of atoms", "Error / σ (rms)");
        Path curve = folder.resolve("curve.json");
        Files.writeString(
                curve,
                "[{\"size\": 10, \"target\": \"energy\", \"unit\": \"eV\", \"mae\": 2, \"rmse\": 3},"
                        + "{\"size\": 40, \"target\": \"energy\", \"unit\": \"eV\", \"mae\": 1, \"rmse\": 2}]");
        Path page = folder.resolve("evaluated.html");
        CommandRun eval = CommandRun.of(
                "eval", model, CommandRun.molecules() + "@40:60", "--report", page, "--curve", curve, "--uncertainty");
        assertThat(eval.code()).as(eval.err()).isZero();
        assertThat(eval.out()).contains("written: " + page);
        assertThat(Files.readString(page))
                .contains("Learning curve", "Error / σ (rms)", CommandRun.molecules() + "@41")
                .doesNotContain("<figcaption>Training");
        CommandRun other = CommandRun.of("eval", model, CommandRun.molecules(), "--report", folder.resolve("p.pdf"));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("expected a file name that ends in .html");
        assertThat(CommandRun.of("eval", model, CommandRun.molecules(), "--curve", curve)
                        .err())
                .contains("expected --report");
        CommandRun missing =
                CommandRun.of("eval", model, CommandRun.molecules(), "--report", page, "--curve", folder.resolve("no"));
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("expected a file of lather curve, got none");
        assertThat(CommandRun.of("eval", model, CommandRun.molecules(), "--report", page, "--no-reference")
                        .err())
                .contains("--report: expected a comparison with references");
        CommandRun none = CommandRun.of(
                "train", options, "-o", folder.resolve("none.safetensors"), "--report", page, "-r", "data.test=");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--report: expected a path for `data.test`");
    }

    @Test
    void typesOfAtoms() throws IOException {
        String frame = "3\nstep = 0\n%s 0 0 0\n%s 0 0 1\n%s 0 1 0\n";
        Path types = Files.writeString(folder.resolve("types.xyz"), frame.formatted(1, 2, 2));
        Path symbols = Files.writeString(folder.resolve("symbols.xyz"), frame.formatted("O", "H", "H"));
        assertThat(CommandRun.of("eval", model, types).err()).contains("found the number '1'");
        Path a = folder.resolve("types-predicted.xyz");
        Path b = folder.resolve("symbols-predicted.xyz");
        CommandRun run = CommandRun.of("eval", model, types, "--types", "1=O,2=H", "-o", a);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CommandRun.of("eval", model, symbols, "-o", b).code()).isZero();
        AtomTypes meaning = AtomTypes.of(Map.of("1", 8, "2", 1));
        assertThat(Structures.read(List.of(a.toString()), Path.of(""), meaning)
                        .first()
                        .numbers("predicted_energy"))
                .isEqualTo(Structures.read(b).first().numbers("predicted_energy"));
        run = CommandRun.of("eval", model, types, "--types", "1=Oxygen");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--types: expected pairs of a type and an element like 1=Si,2=O");
        run = CommandRun.of(
                "train",
                options,
                "-o",
                folder.resolve("typed.safetensors"),
                "-r",
                "data.train=" + types,
                "-r",
                "data.test=[]",
                "-r",
                "data.types={1: O, 2: H}",
                "-r",
                "targets={e: {key: step, baseline: none}}",
                "-r",
                "model.noise=1");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void otherFormatsAreNamed() throws IOException {
        Path cif = Files.writeString(folder.resolve("quartz.cif"), "# by hand\ndata_quartz\n");
        CommandRun run = CommandRun.of("eval", model, cif);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .contains("found CIF. Convert it: ase convert -i cif -o extxyz " + cif + " "
                        + folder.resolve("quartz.xyz"));
    }

    @Test
    void endingsOfAnotherKindAreRefused() throws IOException {
        for (String name : List.of("p.csv", "p.json", "p.npz", "p.safetensors", "p.xyz.bz2", "CONTCAR")) {
            CommandRun run = CommandRun.of("eval", model, CommandRun.molecules(), "-o", folder.resolve(name));
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).hasLineCount(1).contains(name + ": expected another ending", "out.xyz.gz");
            assertThat(folder.resolve(name)).doesNotExist();
        }
        CommandRun train = CommandRun.of("train", options, "-o", folder.resolve("m.xyz"));
        assertThat(train.code()).isEqualTo(2);
        assertThat(train.err()).hasLineCount(1).contains("a name that ends in .safetensors");
    }

    @Test
    void unknownSpecies() throws IOException {
        Path data = Files.writeString(
                folder.resolve("pool.xyz"),
                "2\nProperties=species:S:1:pos:R:3\nH 0 0 0\nCl 0 0 1.3\n2\nProperties=species:S:1:pos:R:3\nH 0 0 0\nH 0 0 0.7\n");
        CommandRun refused = CommandRun.of("eval", model, data);
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err())
                .endsWith("frame 0 contains Cl, which the model never saw (it knows H, C, N, O)."
                        + " Leave such frames out: --skip-unknown\n");
        CommandRun skipped = CommandRun.of("eval", model, data, "--skip-unknown", "--json");
        assertThat(skipped.code()).as(skipped.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(skipped.out());
        assertThat(json.get("frames").asInt()).isEqualTo(1);
        assertThat(json.get("skipped").asInt()).isEqualTo(1);
    }

    @Test
    void testDataAreLookedAtBeforeTheWork() {
        Path unwritten = folder.resolve("unwritten.safetensors");
        for (String test : List.of("none.xyz", CommandRun.molecules() + "@5:5")) {
            CommandRun run = CommandRun.of("train", options, "-o", unwritten, "-r", "data.test=" + test);
            assertThat(run.code()).as(run.err()).isEqualTo(3);
            assertThat(unwritten).doesNotExist();
        }
    }

    /** Commands without --skip-unknown say what helps with them, and say it before the work. */
    @Test
    void unknownSpeciesInTestData() throws IOException {
        Path test = Files.writeString(
                folder.resolve("salt.xyz"), "2\nProperties=species:S:1:pos:R:3 energy=1\nH 0 0 0\nCl 0 0 1.3\n");
        Path unwritten = folder.resolve("unwritten.safetensors");
        CommandRun train = CommandRun.of("train", options, "-o", unwritten, "-r", "data.test=" + test);
        assertThat(train.code()).isEqualTo(3);
        assertThat(train.err())
                .endsWith("frame 0 contains Cl, which none of the 40 training structures has (they have H, C, N, O)."
                        + " Leave such frames out of data.test\n")
                .doesNotContain("memory ", "fit ");
        assertThat(unwritten).doesNotExist();
        CommandRun curve = CommandRun.of(
                "curve", options, "--sizes", "10,40", "-o", folder.resolve("salt"), "-r", "data.test=" + test);
        assertThat(curve.code()).isEqualTo(3);
        assertThat(curve.err())
                .contains("which none of the 10 training structures has")
                .endsWith("Use larger --sizes, or leave such frames out of data.test\n");
        assertThat(folder.resolve("salt")).doesNotExist();
    }

    @Test
    void emptySlices() {
        String slice = CommandRun.molecules() + "@100000:";
        CommandRun run = CommandRun.of("eval", model, slice);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .containsPattern(
                        "expected at least one frame, got none: `[^`]*molecules.xyz@100000:` selects none of its"
                                + " \\d+ frames\\. Use a slice within 0:\\d+\n$")
                .doesNotContain("::");
        CommandRun train =
                CommandRun.of("train", options, "-o", folder.resolve("x"), "-r", "data.train=\"" + slice + "\"");
        assertThat(train.err()).contains("selects none of its").doesNotContain("::");
    }

    @Test
    void saysWhereFewerRepresentativesWereFound() {
        Path small = folder.resolve("small.safetensors");
        CommandRun run = CommandRun.of(
                "train", options, "-o", small, "-r", "model.representatives.count=100000", "-r", "data.test=");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("representatives (100,000 asked for), ")
                .containsPattern("representatives: \\d+ of H, \\d+ of C, \\d+ of N, \\d+ of O\n");
    }

    @Test
    void damagedModels() throws IOException {
        byte[] whole = Files.readAllBytes(model);
        assertThat(CommandRun.of("model", "verify", model).code()).isZero();
        Path cut = Files.write(folder.resolve("cut.safetensors"), java.util.Arrays.copyOf(whole, whole.length - 9));
        byte[] flipped = whole.clone();
        flipped[whole.length - 100] ^= 4;
        Path flip = Files.write(folder.resolve("flip.safetensors"), flipped);
        Path newer = Files.write(
                folder.resolve("newer.safetensors"),
                new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1)
                        .replaceFirst("\"format_version\":\"1", "\"format_version\":\"9")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        for (Path bad : List.of(cut, flip, newer, folder, folder.resolve("none.safetensors"), CommandRun.molecules())) {
            for (CommandRun run : List.of(
                    CommandRun.of("model", "verify", bad),
                    CommandRun.of("model", "show", bad),
                    CommandRun.of("eval", bad, CommandRun.molecules()))) {
                assertThat(run.code()).as(run.err()).isEqualTo(3);
                assertThat(run.err()).hasLineCount(1);
            }
        }
        assertThat(CommandRun.of("model", "show", flip, "--no-verify").code()).isZero();
    }

    @Test
    void foldsOnRequest() {
        List<Double> energies = new ArrayList<>();
        for (String when : List.of("always", "never")) {
            Path predictions = folder.resolve(when + ".xyz");
            CommandRun run = CommandRun.of(
                    "eval", model, CommandRun.molecules() + "@40:41", "-o", predictions, "--folding", when);
            assertThat(run.code()).as(run.err()).isZero();
            energies.add(Structures.read(predictions).first().numbers("predicted_energy")[0]);
        }
        assertThat(energies.get(0)).isCloseTo(energies.get(1), within(1e-6));
        CommandRun wrong = CommandRun.of("eval", model, CommandRun.molecules(), "--folding", "sometimes");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("--folding");
    }

    @Test
    void showsWhatIsInside() throws IOException {
        CommandRun run = CommandRun.of("model", "show", model);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("energy", "eV", "power_spectrum", "training_sha256", "sums   ");
        JsonNode json = new ObjectMapper()
                .readTree(CommandRun.of("model", "show", model, "--json").out());
        assertThat(json.get("options").get("model").get("kernel").get("zeta").asDouble())
                .isEqualTo(2);
    }

    @Test
    void trainingDataThatCannotBeUsed() {
        String data = CommandRun.molecules().toString();
        Path out = folder.resolve("m.safetensors");
        CommandRun key = CommandRun.of("train", options, "-o", out, "-r", "targets.energy.key=enrgy");
        assertThat(key.code()).isEqualTo(3);
        assertThat(key.err()).contains("no frame has the key `enrgy`");
        CommandRun empty = CommandRun.of("train", options, "-o", out, "-r", "data.train=" + data + "@0:0");
        assertThat(empty.code()).as(empty.err()).isEqualTo(3);
        CommandRun none = CommandRun.of("train", options, "-o", out, "-r", "data.train=[]");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("data.train");
        CommandRun small = CommandRun.of(
                "train",
                options,
                "-o",
                out,
                "--memory",
                "320MiB",
                "-r",
                "model.representatives.count=560",
                "-r",
                "representations.0.basis.max_angular=20",
                "-r",
                "representations.0.basis.radial.max_radial=15");
        assertThat(small.code()).as(small.err()).isEqualTo(2);
        assertThat(small.err())
                .containsPattern(
                        "memory: .* is allowed\\. Use --memory \\S+ or -r model\\.representatives\\.\\w+=\\d+");
        CommandRun few = CommandRun.of(
                "train", options, "-o", out, "-r", "model.noise=auto", "-r", "data.train=" + data + "@0:3");
        assertThat(few.code()).isEqualTo(2);
        assertThat(few.err()).contains("`model.noise`: auto expects a structure");
        assertThat(out).doesNotExist();
        CommandRun folderMissing = CommandRun.of("train", options, "-o", folder.resolve("none/m.safetensors"));
        assertThat(folderMissing.code()).isEqualTo(1);
        assertThat(folderMissing.err()).contains("cannot be written: there is no folder");
    }

    @Test
    void learningCurve() throws IOException {
        Path out = folder.resolve("curve");
        CommandRun run = CommandRun.of("curve", options, "--sizes", "10,40", "-o", out, "-q");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(out.resolve("curve.csv"));
        assertThat(lines.get(0)).isEqualTo("size,target,unit,mae,rmse,max,seconds,peak_bytes");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("10,energy,eV,");
        assertThat(lines.get(2)).startsWith("40,energy,eV,");
        JsonNode json = new ObjectMapper().readTree(out.resolve("curve.json").toFile());
        assertThat(json.get(0).get("warnings").isArray()).isTrue();
        assertThat(json.get(1).get("mae").asDouble())
                .isLessThan(json.get(0).get("mae").asDouble());
        assertThat(out.resolve("curve.png")).isNotEmptyFile();
        CommandRun large = CommandRun.of("curve", options, "--sizes", "10,41", "-o", out);
        assertThat(large.code()).isEqualTo(3);
        assertThat(large.err()).contains("expected 41 training structures");
    }

    @Test
    void curveOfRepresentatives() throws IOException {
        Path out = folder.resolve("sparsification");
        CommandRun run = CommandRun.of("curve", options, "--representatives", "40,10", "-o", out, "-q");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(out.resolve("curve.csv"));
        assertThat(lines.get(0)).isEqualTo("size,target,unit,mae,rmse,max,seconds,peak_bytes,representatives");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("40,energy,eV,").endsWith(",10");
        assertThat(lines.get(2)).startsWith("40,energy,eV,").endsWith(",40");
        JsonNode json = new ObjectMapper().readTree(out.resolve("curve.json").toFile());
        assertThat(json.get(1).get("representatives").asInt()).isEqualTo(40);
        assertThat(out.resolve("curve.png")).isNotEmptyFile();
        CommandRun none = CommandRun.of("curve", options, "-o", out);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("expected --sizes or --representatives");
        CommandRun zero = CommandRun.of("curve", options, "--representatives", "0,10", "-o", out);
        assertThat(zero.code()).isEqualTo(2);
        assertThat(zero.err()).contains("--representatives: expected numbers of at least 1, got 0");
    }

    @Test
    void theModelComesBeforeTheStructures() {
        CommandRun run = CommandRun.of("eval", CommandRun.molecules(), model);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .hasLineCount(1)
                .contains(model + ": expected structures, got a model by its name. The model comes before the"
                        + " structures: " + model + " " + CommandRun.molecules());
    }

    @Test
    void countsMayBeWrittenWithAnExponent() throws IOException {
        Path to = folder.resolve("exponent.safetensors");
        CommandRun run = CommandRun.of(
                "train", options, "-o", to, "-r", "model.representatives.count=6e1", "-r", "data.test=null", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(new ObjectMapper().readTree(run.out()).get("representatives").asInt())
                .isEqualTo(60);
    }

    /** References that belong to other structures. */
    @Test
    void warnsOfErrorsThatAreNotBelowTheSpread() throws IOException {
        List<String> lines = Files.readAllLines(CommandRun.molecules());
        List<Integer> comments = new ArrayList<>();
        for (int k = 0; comments.size() < 60; k += Integer.parseInt(lines.get(k).strip()) + 2) {
            comments.add(k + 1);
        }
        String key = "energy=";
        List<String> energies = comments.stream()
                .map(k -> lines.get(k).replaceFirst(".*\\b" + key + "(\\S+).*", "$1"))
                .toList();
        for (int f = 0; f < 60; f++) {
            int k = comments.get(f);
            lines.set(k, lines.get(k).replaceFirst("\\b" + key + "\\S+", key + energies.get(59 - f)));
        }
        Path shuffled = Files.write(folder.resolve("shuffled.xyz"), lines);
        CommandRun run = CommandRun.of("eval", model, shuffled + "@40:60");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("warning: energy: the model learnt nothing: its RMSE of");
        CommandRun json = CommandRun.of("eval", model, shuffled + "@40:60", "--json", "-q");
        assertThat(json.err()).isEmpty();
        JsonNode warnings = new ObjectMapper().readTree(json.out()).get("warnings");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).get("kind").asText()).isEqualTo("nothing_learnt");
        assertThat(warnings.get(0).get("cures").get(0).asText()).startsWith("Check the key");
        CommandRun good = CommandRun.of("eval", model, CommandRun.molecules() + "@40:60", "--json");
        assertThat(new ObjectMapper().readTree(good.out()).get("warnings")).isEmpty();
    }

    /** Forces and stress of a harmonic dimer in a box, in the file's own units. */
    @Test
    void forcesAndStress() throws IOException {
        StringBuilder frames = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            double r = 1.2 + 0.02 * i;
            double f = 2 * (r - 1.6);
            frames.append(String.format(
                    java.util.Locale.ROOT,
                    "2%nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3:forces:R:3 energy=%.9f"
                            + " stress=\"0 0 0 0 0 0 0 0 %.12f\"%nO 0 0 0 0 0 %.9f%nO 0 0 %.6f 0 0 %.9f%n",
                    (r - 1.6) * (r - 1.6),
                    f * r / 729,
                    f,
                    r,
                    -f));
        }
        Path data = Files.writeString(folder.resolve("dimers.xyz"), frames);
        Path file = folder.resolve("dimers.safetensors");
        Path predictions = folder.resolve("dimers-predicted.xyz");
        Path metrics = folder.resolve("dimers.json");
        CommandRun run = CommandRun.of(
                "train",
                options,
                "-o",
                file,
                "-r",
                "data.train=" + data + "@::2",
                "-r",
                "data.test=",
                "-r",
                "model.noise={energy: 1e-3, energy_forces: 1e-3, energy_stress: 1e-5}",
                "-r",
                "targets.energy.forces={}",
                "-r",
                "targets.energy.stress={}");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("noise of energy_forces 0.001", "eV/A, noise of energy_stress 1.00e-05", "eV/A^3");
        run = CommandRun.of(
                "eval", file, data + "@1::2", "-o", predictions, "--metrics", metrics, "--atoms", "--uncertainty");
        assertThat(run.code()).as(run.err()).isZero();
        double sum = 0;
        for (Structure s : Structures.read(predictions)) {
            double[] f = s.column("forces");
            double[] p = s.column("predicted_energy_forces");
            assertThat(p).hasSize(6);
            assertThat(s.numbers("predicted_energy_stress")).hasSize(9);
            assertThat(s.numbers("uncertainty_energy")[0]).isPositive();
            assertThat(s.column("uncertainty_energy_forces")).hasSize(6);
            // along the bond, in which alone there is something to learn
            assertThat(s.column("uncertainty_energy_forces")[2]).isBetween(1e-5, 0.1);
            assertThat(s.numbers("uncertainty_energy_stress")[8]).isBetween(1e-8, 1e-3);
            assertThat(java.util.Arrays.stream(s.column("predicted_energy_atoms"))
                            .sum())
                    .isEqualTo(s.numbers("predicted_energy")[0], org.assertj.core.api.Assertions.within(1e-9));
            for (int i = 0; i < 6; i++) {
                sum += Math.abs(f[i] - p[i]) / 120;
            }
        }
        JsonNode targets = new ObjectMapper().readTree(metrics.toFile()).get("targets");
        JsonNode forces = targets.get("energy_forces");
        assertThat(forces.get("unit").asText()).isEqualTo("eV/A");
        assertThat(forces.get("count").asInt()).isEqualTo(120);
        assertThat(forces.get("mae").asDouble()).isEqualTo(sum, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(forces.get("mae").asDouble())
                .isLessThan(0.05 * forces.get("std").asDouble());
        assertThat(forces.get("rms_uncertainty").asDouble()).isPositive();
        assertThat(forces.get("by_element").get("O").get("count").asInt()).isEqualTo(120);
        assertThat(CommandRun.of("model", "show", file).out())
                .contains("energy_forces: unit eV/A, noise 0.001", "energy_stress: unit eV/A^3, noise 1.000e-05");
        JsonNode stress = targets.get("energy_stress");
        assertThat(stress.get("count").asInt()).isEqualTo(180);
        assertThat(stress.get("mae_per_atom").isNull()).isTrue();
        assertThat(stress.get("rmse").asDouble())
                .isLessThan(0.1 * stress.get("std").asDouble());
    }
}
