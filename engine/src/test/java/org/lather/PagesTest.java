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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks every Markdown page of the repository: relative links and anchors exist, and prose keeps to 120 columns. */
class PagesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int COLUMNS = 120;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
    /** A class between backticks, or a member of one. */
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]+[A-Za-z0-9]*)(?:\\.[A-Za-z]+)?`");

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        walk(".md", file -> pages.add(ROOT.relativize(file)));
        assertThat(pages).contains(Path.of("README.md"), Path.of("src/site/markdown/index.md"));
        return pages.stream().sorted();
    }

    /** Passes on the files with an ending, without build output and what tools leave in hidden folders. */
    private static void walk(String ending, Consumer<Path> found) throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean isOutput = name.equals("target") && Files.exists(folder.resolveSibling("pom.xml"));
                boolean skipped = isOutput || name.equals("lather-demo") || name.startsWith(".");
                return skipped && !folder.equals(ROOT) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(ending)) {
                    found.accept(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
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

    /** Pages for developers name classes that exist, so that a renamed class is renamed there too. */
    @ParameterizedTest
    @ValueSource(strings = {"architecture", "add-a-backend", "device-programs", "glossary"})
    void namedClassesExist(String page) throws IOException {
        Set<String> classes = new HashSet<>();
        walk(".java", file -> classes.add(file.getFileName().toString().replace(".java", "")));
        List<String> unknown = new ArrayList<>();
        for (String line : withoutCode(Files.readAllLines(ROOT.resolve("src/site/markdown/" + page + ".md")))) {
            CLASS.matcher(line)
                    .results()
                    .map(m -> m.group(1))
                    .filter(name -> !classes.contains(name) && !isOfJava(name))
                    .forEach(unknown::add);
        }
        assertThat(classes).contains("PagesTest");
        assertThat(unknown).isEmpty();
    }

    private static boolean isOfJava(String name) {
        try {
            return Class.forName("java.lang." + name).getPackageName().equals("java.lang");
        } catch (ClassNotFoundException e) {
            return false;
        }
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
