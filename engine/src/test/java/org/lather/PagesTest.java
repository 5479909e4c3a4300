package org.lather;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks every Markdown page of the repository: relative links and anchors exist, and prose keeps to 120 columns. */
class PagesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int COLUMNS = 120;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    /** Markdown files, without build output and what tools leave in hidden folders. */
    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean skipped = name.equals("target") || name.equals("lather-demo") || name.startsWith(".");
                return skipped && !folder.equals(ROOT) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    pages.add(ROOT.relativize(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(pages).contains(Path.of("README.md"), Path.of("src/site/markdown/index.md"));
        return pages.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String line : withoutCode(Files.readAllLines(ROOT.resolve(page)))) {
            Matcher m = LINK.matcher(line.replaceAll("`[^`]*`", ""));
            while (m.find()) {
                String link = m.group(1) != null ? m.group(1) : m.group(2);
                if (!ELSEWHERE.matcher(link).matches() && !exists(page, link)) {
                    broken.add(link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** Tables, code and words that are longer themselves, such as addresses, may exceed the width. */
    @ParameterizedTest
    @MethodSource("pages")
    void proseKeepsToTheWidth(Path page) throws IOException {
        assertThat(withoutCode(Files.readAllLines(ROOT.resolve(page))))
                .filteredOn(line -> line.codePointCount(0, line.length()) > COLUMNS)
                .filteredOn(line -> !line.stripLeading().startsWith("|"))
                .filteredOn(line -> line.strip().contains(" "))
                .isEmpty();
    }

    private static boolean exists(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path from = ROOT.resolve(page);
        Path target = file.isEmpty() ? from : from.resolveSibling(file).normalize();
        if (hash < 0 || !Files.isRegularFile(target)) {
            return hash < 0 && Files.exists(target);
        }
        return anchors(Files.readAllLines(target)).contains(link.substring(hash + 1));
    }

    /** The anchors that hosts of Markdown make from headings: a repeated one gets a number. */
    private static List<String> anchors(List<String> page) {
        List<String> out = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : withoutCode(page)) {
            if (line.matches("#{1,6} .*")) {
                String text = line.replaceFirst("^#+ +", "").replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1");
                String anchor = text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\p{M}_ -]", "")
                        .replace(' ', '-');
                int count = seen.merge(anchor, 1, Integer::sum) - 1;
                out.add(count == 0 ? anchor : anchor + "-" + count);
            }
        }
        return out;
    }

    /** Lines outside fenced and indented blocks of code. */
    private static List<String> withoutCode(List<String> lines) {
        List<String> out = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            if (line.strip().startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced && !line.startsWith("    ")) {
                out.add(line);
            }
        }
        return out;
    }
}
