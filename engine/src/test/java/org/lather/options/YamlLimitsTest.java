package org.lather.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Options that are deep, that hold themselves or that grow when aliases are written out are refused at once. */
final class YamlLimitsTest {
    private static String refusal(Runnable work) {
        return assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> String.valueOf(
                        assertThrows(OptionsException.class, work::run).getMessage()));
    }

    static Stream<String> texts() {
        String deep = "[".repeat(3000);
        return Stream.of(
                "model: {seed: &x [*x]}",
                "targets: {a: {baseline: &x [*x]}}",
                "model: &x {seed: *x}",
                "&x {? *x : 1}",
                "data: " + deep,
                "data: " + deep + "]".repeat(3000),
                "{\"cutoff\": " + "{\"a\": ".repeat(100_000) + "1" + "}".repeat(100_000) + "}",
                "- ".repeat(20_000) + "1",
                "? ".repeat(20_000) + "1",
                "model: {seed: " + "1".repeat(500_000) + "}",
                "model: {seed: 0x" + "1".repeat(500_000) + "}",
                bomb());
    }

    private static String bomb() {
        StringBuilder s = new StringBuilder("model:\n  seed:\n   - &a0 [x,x,x]\n");
        for (int k = 1; k < 16; k++) {
            s.append(String.format("   - &a%d [*a%d,*a%d,*a%d]%n", k, k - 1, k - 1, k - 1));
        }
        return s.toString();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void isRefused(String text) {
        assertTrue(refusal(() -> Options.parse(text, Path.of(""))).length() < 300);
        assertTrue(refusal(() -> RepresentationFile.parse(text, Path.of(""), () -> Domain.MOLECULES))
                        .length()
                < 300);
    }

    @Test
    void aValueOfTheCommandLineHasTheSameLimits() {
        String value = "data.train=" + "[".repeat(3000);
        assertTrue(refusal(() -> Overrides.apply(Map.of(), List.of(value), Path.of("")))
                .contains("at most 64 deep"));
        String key = "a.".repeat(20_000) + "a=1";
        assertTrue(refusal(() -> Overrides.apply(Map.of(), List.of(key), Path.of("")))
                .contains("at most 64 names between dots, got one of 20001"));
        assertTrue(refusal(() -> Overrides.apply(Map.of(), List.of("a=" + "1".repeat(100_000)), Path.of("")))
                .contains("at most 1000 digits"));
    }

    /** Lists of lists, {@code levels} deep, each around an alias of the one before. */
    private static String chain(int links, int levels) {
        StringBuilder s = new StringBuilder("a0: &a0 1\n");
        for (int k = 1; k <= links; k++) {
            s.append(String.format("a%d: &a%d %s*a%d%s%n", k, k, "[".repeat(levels), k - 1, "]".repeat(levels)));
        }
        return s.toString();
    }

    @Test
    void aliasesAreAsDeepAsWhatTheyStandFor() {
        assertTrue(refusal(() -> YamlTree.map(chain(16, 60), "t"))
                .contains("t:3:69: expected maps and lists at most 64 deep"));
        assertTrue(refusal(() -> YamlTree.map(chain(8, 8), "t")).contains("at most 64 deep"));
        assertEquals(8, YamlTree.map(chain(7, 9), "t").size());
    }

    @Test
    void aliasesThatAreFewAreRead() {
        Map<String, Object> tree = YamlTree.map("a: &x [1, 2]\nb: *x\nc: {d: *x}", "t");
        assertEquals(Map.of("a", List.of(1, 2), "b", List.of(1, 2), "c", Map.of("d", List.of(1, 2))), tree);
    }

    @Test
    void aLargeValueIsShownShortened() {
        List<Integer> many = IntStream.range(0, 1000).boxed().toList();
        assertEquals("`[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16...`", OptionsException.shown(many));
        assertEquals("`{a: [], b: {}}`", OptionsException.shown(Trees.map("a", List.of(), "b", Map.of())));
        assertEquals("`[1, 2]`", OptionsException.shown(List.of(1, 2)));
    }

    @Test
    void theOverrideThatTheMessageNamesIsBlamed() {
        List<String> overrides =
                List.of("representations.0.basis.max_angular=2", "representations.0.basis.radial.max_radial=41");
        Map<String, Object> tree = Overrides.apply(
                YamlTree.map("targets: {energy: {}}\nrepresentations: [{basis: {max_angular: 3}}]", "t"),
                overrides,
                Path.of(""));
        String message = refusal(() -> new OptionsFile("t.yaml", tree, Path.of(""), overrides).options());
        assertTrue(message.contains("max_radial=41"), message);
        assertTrue(!message.contains("max_angular=2"), message);
    }
}
