package org.lather.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.Lather;
import org.lather.backend.Backend;
import org.lather.evaluation.ErrorSums;
import org.lather.evaluation.Evaluation;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.training.SmallTraining;
import org.lather.training.TensorClusters;
import org.lather.uncertainty.Uncertainties;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    private final Backend backend = SmallTraining.reference();
    private final List<Structure> test = SmallTraining.clusters(16, 60);

    @AfterEach
    void close() {
        backend.close();
    }

    private Model model() {
        Options options = SmallTraining.options(
                "kernel: {zeta: 2}, representatives: {count: 30}, noise: 0.01",
                "energy: {baseline: composition}, gap: {quantity: mean, unit: '1'}, charge: {quantity: atom, unit: e}");
        return SmallTraining.fit(options, backend, SmallTraining.clusters(15, 30));
    }

    private static String page(Model m, List<Structure> structures, Uncertainties uncertainties) {
        ReportData data = new ReportData(m.parameters());
        Evaluation e = Evaluation.of(m, structures.iterator(), false, uncertainties, Execution.defaults(), data);
        Report.Context context = new Report.Context("m", "test.xyz", 1, 2_000_000, m.report(), List.of());
        return new Report(m.parameters(), e, data, context).toHtml();
    }

    /** The page as XML, which fails if any element is not closed. */
    private static Document parsed(String html) throws Exception {
        String xml = html.replace("<!DOCTYPE html>", "").replaceAll("(?s)<(style|script)>.*?</\\1>", "");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void loadsNothing() throws Exception {
        try (Model m = model()) {
            String html = page(m, test, Uncertainties.VALUES);
            parsed(html);
            assertThat(html).doesNotContain("src=", "url(", "@import", "<link", "<iframe", "<img", "fetch(", "XMLHttp");
            assertThat(Pattern.compile("href=\"([^\"]*)\"")
                            .matcher(html)
                            .results()
                            .map(r -> r.group(1)))
                    .isNotEmpty()
                    .allMatch(target -> target.startsWith("#") && html.contains("id=\"" + target.substring(1) + "\""));
            Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                    .matcher(html);
            assertThat(policy.find()).isTrue();
            assertThat(policy.group(1))
                    .startsWith("default-src &#39;none&#39;;")
                    .doesNotContain("unsafe", "http");
            for (String tag : List.of("style", "script")) {
                Matcher content =
                        Pattern.compile("(?s)<" + tag + ">(.*?)</" + tag + ">").matcher(html);
                assertThat(content.find()).isTrue();
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(content.group(1).getBytes(StandardCharsets.UTF_8));
                assertThat(policy.group(1))
                        .contains(
                                tag + "-src &#39;sha256-" + Base64.getEncoder().encodeToString(digest));
            }
        }
    }

    @Test
    void whatFilesSayIsText() throws Exception {
        String attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;";
        List<Structure> marked = new ArrayList<>();
        for (int i = 0; i < test.size(); i++) {
            Structure s = test.get(i);
            marked.add(s.with(s.annotations().withText("config_type", i % 2 == 0 ? attack : "plain")));
        }
        try (Model m = model()) {
            ReportData data = new ReportData(m.parameters());
            Evaluation e = Evaluation.of(m, marked.iterator(), false, Uncertainties.NONE, Execution.defaults(), data);
            List<CurvePoint> curve =
                    List.of(new CurvePoint(10, "energy", attack, 2, 3), new CurvePoint(20, "energy", attack, 1, 2));
            Report.Context context = new Report.Context(attack, attack, 1, 2, Optional.empty(), curve);
            String html = new Report(m.parameters(), e, data, context).toHtml();
            Document page = parsed(html);
            assertThat(Pattern.compile("<script").matcher(html).results()).hasSize(1);
            assertThat(html).doesNotContain("<img", "\"'>");
            assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("Errors of " + attack);
        }
    }

    @Test
    void showsEveryTargetWithItsErrors() throws Exception {
        try (Model m = model()) {
            List<Prediction> predictions = new ArrayList<>();
            Evaluation e = Evaluation.of(
                    m, test.iterator(), false, Uncertainties.VALUES, Execution.defaults(), predictions::add);
            String html = page(m, test, Uncertainties.VALUES);
            e.targets()
                    .forEach(t -> assertThat(html)
                            .contains("<b>"
                                    + Numbers.three(t.errors().mae(), t.unit().toString()) + "</b>")
                            .contains("<b>"
                                    + Numbers.three(t.errors().rmse(), t.unit().toString()) + "</b>"));
            double largest = predictions.stream()
                    .mapToDouble(p -> p.value("energy") - p.structure().numbers("energy")[0])
                    .reduce(0, (a, b) -> Math.abs(a) > Math.abs(b) ? a : b);
            assertThat(html).contains("<td class=\"number\">" + Numbers.three(largest) + "</td>");
            assertThat(html).contains("Reliability of uncertainties", "all 60 values", "Options with every default");
            assertThat(page(m, test, Uncertainties.NONE)).doesNotContain("Reliability of uncertainties");
        }
    }

    /** Forces and tensors of molecules. */
    @Test
    void showsForcesAndTensors(@TempDir Path folder) throws Exception {
        Options options = TensorClusters.options(
                "all",
                "kernel: {zeta: 2}, representatives: {count: 30}, noise: {energy: 0.01, energy_forces: 0.1, alpha: 1}",
                "energy: {forces: {key: forces}},"
                        + " alpha: {key: polarizability, unit: bohr^3, rank: 2, symmetry: symmetric}");
        try (Model m = SmallTraining.fit(options, backend, SmallTraining.chno("dynamics-train.xyz", 20));
                Lather lather = Lather.on(backend)) {
            Path file = folder.resolve("report.html");
            Structures structures = Structures.read(SmallTraining.chno().resolve("dynamics-test.xyz"));
            Evaluation e = lather.report(m, Structures.of(SmallTraining.chno("dynamics-test.xyz", 30)), file);
            String html = Files.readString(file);
            parsed(html);
            assertThat(e.structures()).isEqualTo(30);
            assertThat(html)
                    .contains("energy_forces", "Error by order of the spherical components", "eV/Å", "bohr³")
                    .contains("<td class=\"frame\">" + structures.paths().get(0) + "@");
        }
    }

    @Test
    void staysSmallForManyStructures() {
        try (Model m = model()) {
            List<Prediction> predictions = new ArrayList<>();
            Evaluation e = Evaluation.of(
                    m, test.iterator(), false, Uncertainties.VALUES, Execution.defaults(), predictions::add);
            ReportData data = new ReportData(m.parameters());
            for (int i = 0; i < 100_000; i++) {
                data.accept(predictions.get(i % predictions.size()));
            }
            String html = new Report(m.parameters(), e, data, Report.Context.of("m", "d", 1, 0)).toHtml();
            assertThat(html).hasSizeLessThan(1_500_000).contains("an even sample of 20,000 of 100,000 values");
            assertThat(html).contains("structures per second");
        }
    }

    @Test
    void groupsErrorsBySizeTypeAndElement() {
        List<Structure> typed = new ArrayList<>();
        for (Structure s : test) {
            typed.add(s.with(s.annotations().withText("config_type", "of " + s.size())));
        }
        try (Model m = model()) {
            List<Prediction> predictions = new ArrayList<>();
            ReportData data = new ReportData(m.parameters());
            Evaluation.of(m, typed.iterator(), false, Uncertainties.NONE, Execution.defaults(), p -> {
                predictions.add(p);
                data.accept(p);
            });
            SeriesData energy = data.series().get(0);
            SeriesData charge = data.series().get(2);
            double[] sums = new double[4];
            for (Prediction p : predictions) {
                Structure s = p.structure();
                double e = Math.abs(p.value("energy") - s.numbers("energy")[0]);
                sums[0] += s.size() == 5 ? e : 0;
                sums[1] += s.size() == 5 ? 1 : 0;
                for (int i = 0; i < s.size(); i++) {
                    if (s.atomicNumber(i) == 8) {
                        sums[2] += Math.abs(p.values("charge")[i] - s.column("charge")[i]);
                        sums[3]++;
                    }
                }
            }
            assertThat(errors(energy.bySize(), 5).metrics().mae()).isCloseTo(sums[0] / sums[1], within(1e-14));
            assertThat(errors(energy.byType(), "of 5").metrics())
                    .isEqualTo(errors(energy.bySize(), 5).metrics());
            assertThat(errors(charge.byElement(), 8).metrics().mae()).isCloseTo(sums[2] / sums[3], within(1e-14));
            assertThat(errors(charge.byElement(), 8).count()).isEqualTo((long) sums[3]);
            assertThat(energy.worst())
                    .hasSize(SeriesData.WORST)
                    .isSortedAccordingTo((a, b) -> Double.compare(Math.abs(b.error()), Math.abs(a.error())));
        }
    }

    private static <K> ErrorSums errors(Map<K, ErrorSums> groups, K group) {
        return Objects.requireNonNull(groups.get(group));
    }

    @Test
    void readsLearningCurves(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("curve.json");
        Files.writeString(
                file, "[{\"size\": 100, \"target\": \"energy\", \"unit\": \"eV\", \"mae\": 0.5, \"rmse\": 1}]");
        assertThat(CurvePoint.read(file)).containsExactly(new CurvePoint(100, "energy", "eV", 0.5, 1));
        Files.writeString(file, "{\"targets\": {}}");
        assertThatThrownBy(() -> CurvePoint.read(file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found no list")
                .hasMessageContaining("curve.json");
        Files.writeString(file, "[{\"size\": 100}]");
        assertThatThrownBy(() -> CurvePoint.read(file)).hasMessageContaining("found a row without");
    }
}
