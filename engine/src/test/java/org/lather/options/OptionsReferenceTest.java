package org.lather.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page options.md names the keys that the code knows, and no others. */
class OptionsReferenceTest {
    private static final Path PAGE = Path.of("../src/site/markdown/options.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-zN_.A-Z]+)` \\|");

    /** Accepted, but not part of what is written out for the example. */
    private static final Set<String> NOT_WRITTEN = Set.of(
            "representations.N.basis.radial.radius",
            "model.noise_factors.key",
            "model.noise_factors.types",
            "representations.N.features",
            "targets.NAME.rank",
            "targets.NAME.symmetry",
            "targets.NAME.origin",
            "targets.NAME.charge",
            "targets.NAME.periodic",
            "targets.NAME.transform",
            "targets.NAME.forces.key",
            "targets.NAME.forces.unit",
            "targets.NAME.stress.key",
            "targets.NAME.stress.unit",
            "targets.NAME.virial.key",
            "targets.NAME.virial.unit");

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
        Set<String> out = new TreeSet<>();
        collect(o.toMap(), "", out);
        return out;
    }

    private static void collect(@Nullable Object tree, String path, Set<String> out) {
        if (tree instanceof Map<?, ?> map) {
            if (path.endsWith(".scaling")) {
                out.add(path);
            }
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
    void everyKeyIsDocumentedAndEveryDocumentedKeyExists() throws IOException {
        Set<String> expected = written();
        expected.addAll(NOT_WRITTEN);
        assertThat(documented()).isEqualTo(expected);
    }

    @Test
    void documentedKeysAreAccepted() throws IOException {
        for (String key : documented()) {
            String path = key.replace(".N.", ".0.").replace(".NAME.", ".energy.");
            Map<String, @Nullable Object> tree =
                    Overrides.apply(YamlTree.map("", "test"), List.of(path + "={zzz: 1}"), Path.of(""));
            // a map is wrong for most keys, but no key may be unknown itself
            try {
                OptionsTree.read(tree, Path.of(""));
            } catch (OptionsException e) {
                assertThat(e).hasMessageNotContaining("unknown key `" + path + "`");
            }
        }
    }
}
