package org.lather.maps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lather.match.StructureMatrix.Entries;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Origin;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

/** The page in a browser: what it loads, shows and does, and how long that takes. */
class MapPageTest {
    @TempDir
    private static Path folder;

    private static @Nullable Browser started;

    private final Browser browser = Objects.requireNonNull(started);

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(Browser.program().isPresent(), "there is no chromium");
        started = new Browser(Browser.program().get(), folder.resolve("profile"));
        started.window(1300, 850, false);
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    /** A map with given or random positions. */
    private static StructureMap map(Entries entries, int count, int landmarks) {
        double[] x = new SplittableRandom(5).doubles(2L * count, -1, 1).toArray();
        int[] first = new int[landmarks];
        Arrays.setAll(first, i -> i);
        int[] nearest = new int[count];
        Arrays.setAll(nearest, i -> i % landmarks);
        double[] ones = new double[count];
        Arrays.fill(ones, 0.75);
        return new StructureMap(
                MapMethod.KPCA,
                entries,
                2,
                x,
                nearest,
                ones,
                first,
                new double[] {2, 1},
                Double.NaN,
                new LinkedHashMap<>());
    }

    private Path page(StructureMap map, List<Structure> structures, Map<String, String> units) throws IOException {
        MapData data = new MapData(map, units);
        structures.forEach(data::add);
        Path file = folder.resolve("map-" + structures.size() + "-" + map.size() + ".html");
        MapPage.write(file, data, "Map of molecules");
        return file;
    }

    private void open(Path file, String hash) throws InterruptedException {
        browser.open(file.toUri() + hash);
        assertThat(browser.requests()).containsExactly(file.toUri().toString());
        assertThat(browser.complaints()).isEmpty();
    }

    private double[] numbers(String expression) {
        JsonNode values = browser.evaluate(expression);
        double[] out = new double[values.size()];
        Arrays.setAll(out, i -> values.get(i).asDouble());
        return out;
    }

    private static Annotations labelled(Structure s, int i) {
        double[] shares = new double[s.size()];
        Arrays.setAll(shares, a -> 0.1 * a - 0.3);
        return s.annotations()
                .withColumn("predicted_energy_atoms", 1, shares)
                .withText("series", i % 2 == 0 ? "even" : "odd");
    }

    private List<Structure> molecules(int count) {
        List<Structure> plain = SmallTraining.chno("molecules.xyz", count);
        Structure[] out = new Structure[count];
        Arrays.setAll(out, i -> plain.get(i).with(labelled(plain.get(i), i)));
        return List.of(out);
    }

    @Test
    void clicksShowTheRightStructureAndAtom() throws Exception {
        List<Structure> structures = molecules(60);
        StructureMap map = map(Entries.STRUCTURES, 60, 7);
        open(page(map, structures, Map.of("energy", "eV", "predicted_energy_atoms", "eV")), "");
        for (int point : new int[] {17, 41, 3}) {
            double[] at = numbers("(() => { const p = lather.plot, r = p.canvas.getBoundingClientRect(), [x, y] ="
                    + " p.toScreen(p.x[" + point + "], p.y[" + point + "]); return [r.left + x, r.top + y]; })()");
            browser.click(at[0], at[1]);
            assertThat(browser.evaluate("lather.plot.chosen").asInt()).isEqualTo(point);
            assertThat(numbers("Array.from(lather.molecule.positions)"))
                    .containsExactly(structures.get(point).positions(), within(1e-5));
            assertThat(browser.evaluate("document.getElementById('name').textContent")
                            .asText())
                    .isEqualTo(
                            structures.get(point).annotations().text("smiles").orElseThrow());
        }
        assertThat(browser.evaluate("document.getElementById('facts').innerText")
                        .asText())
                .contains("energy / eV", "series");
        assertThat(browser.evaluate("document.getElementById('nearest').innerText")
                        .asText())
                .contains("0.75", structures.get(3).annotations().text("smiles").orElseThrow());
        // the atom in front
        double[] atom = numbers("(() => { const m = lather.molecule, r = m.canvas.getBoundingClientRect(), d ="
                + " [...m.discs].sort((a, b) => b.z - a.z)[0]; return [r.left + d.x, r.top + d.y, d.i]; })()");
        browser.click(atom[0], atom[1]);
        assertThat(browser.evaluate("lather.molecule.atom").asInt()).isEqualTo((int) atom[2]);
        assertThat(browser.evaluate("document.getElementById('atomfacts').innerText")
                        .asText())
                .contains("predicted_energy_atoms / eV", text(0.1 * (int) atom[2] - 0.3));
        // canvases are as large as what they show: circles are round
        assertThat(numbers("[lather.plot.canvas, lather.molecule.canvas].map(c => c.width / c.clientWidth - c.height /"
                        + " c.clientHeight)"))
                .containsOnly(0);
        assertThat(browser.complaints()).isEmpty();
    }

    private static String text(double value) {
        return String.valueOf((float) value);
    }

    @Test
    void mapsOfAtomsShowTheClickedAtom() throws Exception {
        List<Structure> structures = molecules(20);
        int atoms = structures.stream().mapToInt(Structure::size).sum();
        open(page(map(Entries.ENVIRONMENTS, atoms, 9), structures, Map.of()), "");
        int first = structures.get(0).size() + structures.get(1).size();
        browser.evaluate("lather.plot.listener.clicked(" + (first + 4) + ")");
        browser.settle();
        assertThat(numbers("[lather.molecule.structure, lather.molecule.atom]")).containsExactly(2, 4);
        assertThat(browser.evaluate("document.getElementById('name').textContent")
                        .asText())
                .endsWith(
                        "4 of " + structures.get(2).annotations().text("smiles").orElseThrow());
    }

    @Test
    void theAddressKeepsTheState() throws Exception {
        Path file = page(map(Entries.STRUCTURES, 60, 7), molecules(60), Map.of());
        open(file, "#point=12&view=0.25,-0.5,0.5&colour=series");
        assertThat(browser.evaluate("lather.plot.chosen").asInt()).isEqualTo(12);
        assertThat(numbers("Object.values(lather.plot.view)")).containsExactly(0.25, -0.5, 0.5);
        assertThat(browser.evaluate("document.getElementById('legend').innerText")
                        .asText())
                .contains("even", "odd");
        browser.evaluate("document.getElementById('next').click()");
        browser.settle();
        browser.settle();
        assertThat(browser.evaluate("location.hash").asText()).contains("point=13", "colour=series");
    }

    @Test
    void searchAndLassoSelect() throws Exception {
        List<Structure> structures = molecules(60);
        open(page(map(Entries.STRUCTURES, 60, 7), structures, Map.of()), "");
        String name = structures.get(44).annotations().text("smiles").orElseThrow();
        browser.evaluate("(() => { const s = document.getElementById('search'); s.value = '" + name
                + "'; s.dispatchEvent(new Event('input')); document.querySelector('#found button').click(); })()");
        browser.settle();
        assertThat(browser.evaluate("document.getElementById('name').textContent")
                        .asText())
                .containsIgnoringCase(name);
        browser.evaluate("document.getElementById('lasso').click()");
        double[] box = numbers("(() => { const r = lather.plot.canvas.getBoundingClientRect(); return [r.left, r.top,"
                + " r.width, r.height]; })()");
        browser.mouse("mousePressed", box[0] + 60, box[1] + 14);
        for (double[] corner : new double[][] {{0.5, 0.02}, {0.5, 0.92}, {0.1, 0.92}}) {
            browser.mouse("mouseMoved", box[0] + corner[0] * box[2], box[1] + corner[1] * box[3]);
        }
        browser.mouse("mouseReleased", box[0] + 0.1 * box[2], box[1] + 0.92 * box[3]);
        browser.settle();
        int selected = browser.evaluate("lather.plot.selected.size").asInt();
        assertThat(selected).isBetween(10, 50);
        assertThat(browser.evaluate("csv(lather.points, [...lather.plot.selected])")
                        .asText()
                        .lines())
                .hasSize(selected + 1);
        assertThat(browser.evaluate("xyz(lather.points, [7])").asText())
                .startsWith(structures.get(7).size() + "\nProperties=species:S:1:pos:R:3");
    }

    /** Names, words and numbers of a file neither become markup nor break the page. */
    @Test
    void hostileNamesAreText() throws Exception {
        String script = "</script><script>document.title='broken'</script><img src=x onerror=alert(1)>\"'&";
        Structure[] out = new Structure[6];
        Arrays.setAll(out, i -> {
            Annotations a = Annotations.of(Origin.NONE)
                    .withText("name", i == 5 ? "x".repeat(3_000_000) : script + i)
                    .withText("kind", script)
                    .with("value", i == 2 ? Double.NaN : i == 3 ? Double.POSITIVE_INFINITY : i);
            return Structure.of(new int[] {1, 8}, new double[] {0, 0, 0, 1, 0, 0}, Cell.NONE)
                    .with(a);
        });
        Path file = page(map(Entries.STRUCTURES, 6, 2), List.of(out), Map.of("value", script));
        assertThat(Files.size(file)).isLessThan(200_000);
        open(file, "");
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("Map of molecules");
        assertThat(browser.evaluate("document.getElementById('name').textContent")
                        .asText())
                .isEqualTo(script + 0);
        assertThat(browser.evaluate("document.querySelectorAll('img').length").asInt())
                .isZero();
        for (int i = 1; i < 6; i++) {
            browser.evaluate("document.getElementById('next').click()");
        }
        browser.settle();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void manyPointsArePannedWithoutDelay() throws Exception {
        int count = 100_000;
        Structure[] all = new Structure[count / 20];
        SplittableRandom random = new SplittableRandom(3);
        Arrays.setAll(all, i -> {
            int[] z = new int[20];
            Arrays.setAll(z, a -> a % 3 == 0 ? 6 : 1);
            return Structure.of(z, random.doubles(60, 0, 8).toArray(), Cell.NONE);
        });
        Path file = page(map(Entries.ENVIRONMENTS, count, 10), List.of(all), Map.of());
        assertThat(Files.size(file)).isLessThan(8_000_000);
        open(file, "");
        assertThat(paint("lather.plot.pan(7, 3)")).isLessThan(100);
        assertThat(paint("lather.plot.zoom(0.9, 300, 300)")).isLessThan(100);
    }

    /** The median time of a frame in milliseconds after what an expression does. */
    private double paint(String expression) {
        return numbers("(async () => { const out = []; for (let i = 0; i < 9; i++) { const t = performance.now(); "
                + expression + "; await new Promise(r => requestAnimationFrame(() => setTimeout(r)));"
                + " out.push(lather.plot.milliseconds); } return [out.sort((a, b) => a - b)[4]]; })()")[0];
    }

    @Test
    void refusesMapsOfOneCoordinate() {
        StructureMap line = new StructureMap(
                MapMethod.KPCA,
                Entries.STRUCTURES,
                1,
                new double[3],
                new int[3],
                new double[3],
                new int[] {0},
                new double[] {1},
                Double.NaN,
                Map.of());
        assertThatThrownBy(() -> MapPage.write(folder.resolve("x.html"), new MapData(line, Map.of()), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two coordinates");
    }
}
