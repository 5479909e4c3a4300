package org.lather.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The tables of the page options.md and the JSON Schema beside it are those of the keys. Run with
 * {@code -Dlather.refresh} to write both.
 */
class OptionsReferenceTest {
    private static final Path PAGE = Path.of("../src/site/markdown/options.md");
    private static final Path SCHEMA = Path.of("../src/site/resources/lather-options.schema.json");
    private static final String REFRESH = "mvn -Dfast -pl engine test -Dtest=OptionsReferenceTest -Dlather.refresh";
    private static final Pattern TABLE = Pattern.compile("(?m)^\\| key \\|.*\\n(?:\\|.*\\n)+");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-zN_.A-Z]+)` \\|");

    /** A row of a table. */
    private record Row(String path, Key.Doc doc) {
        /** Adds the rows of a key: of a block those of its keys, and one of its own where it has a default. */
        static void collect(String path, Key<?, ?> key, List<Row> out) {
            String here = path.isEmpty() ? key.name() : path + "." + key.name();
            if (key.type().keys().isEmpty() || !key.doc().absent().isEmpty()) {
                out.add(new Row(here, key.doc()));
            }
            key.type().keys().forEach(below -> collect(here + key.type().step(), below, out));
        }
    }

    private static String table(Key<?, ?> block) {
        List<Row> rows = new ArrayList<>();
        Row.collect("", block, rows);
        boolean units = rows.stream().anyMatch(r -> !r.doc().unit().isEmpty());
        StringBuilder s = new StringBuilder(
                units
                        ? "| key | default | unit | meaning |\n|---|---|---|---|\n"
                        : "| key | default | meaning |\n|---|---|---|\n");
        for (Row r : rows) {
            assertThat(r.doc().meaning()).as("documentation of %s", r.path()).isNotEmpty();
            s.append("| `")
                    .append(r.path())
                    .append("` | ")
                    .append(r.doc().absent())
                    .append(" | ");
            if (units) {
                s.append(r.doc().unit().isEmpty() ? "" : r.doc().unit() + " ").append("| ");
            }
            s.append(r.doc().meaning()).append(" |\n");
        }
        return s.toString();
    }

    /** The page with the tables of the keys. */
    private static String page() throws IOException {
        List<String> tables = OptionsKeys.BLOCK.keys().stream()
                .map(OptionsReferenceTest::table)
                .toList();
        Matcher m = TABLE.matcher(Files.readString(PAGE));
        StringBuilder s = new StringBuilder();
        int count = 0;
        while (m.find()) {
            assertThat(count).as("tables of the page").isLessThan(tables.size());
            m.appendReplacement(s, Matcher.quoteReplacement(tables.get(count++)));
        }
        assertThat(count).as("tables of the page").isEqualTo(tables.size());
        return m.appendTail(s).toString();
    }

    private static void expectFile(Path file, String text) throws IOException {
        if (System.getProperty("lather.refresh") != null) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file))
                .as("%s; to write it: %s", file, REFRESH)
                .isEqualTo(text);
    }

    @Test
    void thePageHasTheTablesOfTheKeys() throws IOException {
        expectFile(PAGE, page());
    }

    @Test
    void theSchemaIsThatOfTheKeys() throws IOException {
        expectFile(SCHEMA, OptionsSchema.json());
    }

    private static Set<String> documented() throws IOException {
        Set<String> out = new TreeSet<>();
        Matcher m = ROW.matcher(Files.readString(PAGE));
        while (m.find()) {
            out.add(m.group(1));
        }
        return out;
    }

    /** The keys of the resolved example of the page. */
    private static Set<String> written() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```yaml") + 7;
        Options o = Options.parse(page.substring(from, page.indexOf("```", from)), Path.of("."));
        Set<String> out = new LinkedHashSet<>();
        collect(o.toMap(), "", out);
        return out;
    }

    private static void collect(@Nullable Object tree, String path, Set<String> out) {
        if (tree instanceof Map<?, ?> map) {
            map.forEach((k, v) -> {
                String key = path.equals("targets") ? "NAME" : String.valueOf(k);
                collect(v, path.isEmpty() ? key : path + "." + key, out);
            });
        } else if (tree instanceof List<?> list && path.equals("representations")) {
            list.forEach(v -> collect(v, path + ".N", out));
        } else {
            out.add(path);
        }
    }

    @Test
    void everyKeyThatIsWrittenIsDocumented() throws IOException {
        assertThat(documented()).containsAll(written());
    }

    @Test
    void documentedKeysAreAccepted() throws IOException {
        assertThat(documented()).hasSizeGreaterThan(40);
        for (String key : documented()) {
            String path = key.replace(".N.", ".0.").replace(".NAME.", ".energy.");
            Map<String, @Nullable Object> tree =
                    Overrides.apply(YamlTree.map("", "test"), List.of(path + "={zzz: 1}"), Path.of(""));
            if (key.endsWith(".sigma")) {
                tree = Overrides.apply(tree, List.of("representations.0.calculator=bispectrum"), Path.of(""));
            }
            if (key.endsWith(".gamma")) {
                tree = Overrides.apply(tree, List.of("model.kernel.structure=rematch"), Path.of(""));
            }
            // a map is wrong for most keys, but no key may be unknown itself
            try {
                OptionsKeys.read(tree, Path.of(""));
            } catch (OptionsException e) {
                assertThat(e).hasMessageNotContaining("unknown key `" + path + "`");
            }
        }
    }
}
