package org.lather;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds tests for single alternatives of sealed families in source files. Such a test has an {@code else} that takes
 * every other alternative, those of the future included, where {@code match} would not compile without them.
 */
final class ClosedAlternatives {
    private static final Pattern SEALED = Pattern.compile("(?<!non-)\\bsealed\\s+(?:interface|class)\\s+(\\w+)");
    private static final Pattern MEMBER = Pattern.compile(
            "\\b(?:record|class|interface)\\s+(\\w+)[^{;]*?\\b(?:implements|extends)\\s+([\\w.,<>?\\s]+?)\\s*(?:permits[^{]*)?\\{");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

    /** The code without comments of each file, by its path. */
    private final Map<String, String> sources = new TreeMap<>();

    /** The members of each sealed family. */
    private final Map<String, Set<String>> families = new TreeMap<>();

    /** The file of each sealed family. */
    private final Map<String, String> homes = new TreeMap<>();

    /** @param files the code of files by their paths */
    ClosedAlternatives(Map<String, String> files) {
        files.forEach((path, code) -> sources.put(path, COMMENT.matcher(code).replaceAll(" ")));
        sources.forEach((path, code) -> SEALED.matcher(code).results().forEach(m -> {
            families.put(m.group(1), new TreeSet<>());
            homes.put(m.group(1), path);
        }));
        for (String code : sources.values()) {
            Matcher m = MEMBER.matcher(code);
            while (m.find()) {
                for (String parent : m.group(2).split("[,\\s]+", -1)) {
                    Set<String> members = families.get(parent.substring(parent.lastIndexOf('.') + 1));
                    if (members != null) {
                        members.add(m.group(1));
                    }
                }
            }
        }
    }

    /** The code of all modules. */
    static ClosedAlternatives ofModules() {
        Map<String, String> files = new TreeMap<>();
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("engine")) ? here : here.resolveSibling("");
        for (String module : List.of("engine", "kernels-cpu", "kernels-opencl", "kernels-cuda", "cli", "bench")) {
            try (Stream<Path> all = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                for (Path p : all.filter(p -> p.toString().endsWith(".java")).toList()) {
                    files.put(root.relativize(p).toString(), Files.readString(p));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new ClosedAlternatives(files);
    }

    Map<String, Set<String>> families() {
        return families;
    }

    /** The tests for alternatives outside the file of their family, as "Class: the test". */
    List<String> tests() {
        List<String> out = new ArrayList<>();
        families.forEach((family, members) -> {
            if (members.isEmpty()) {
                return;
            }
            String names = String.join("|", members);
            Pattern test = Pattern.compile("\\binstanceof\\s+(?:\\w+\\.)*(?:" + names + ")\\b|\\b(?:" + names
                    + ")\\.class(?:\\s*::\\s*|\\s*\\.\\s*)isInstance\\b");
            sources.forEach((path, code) -> {
                String name = path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
                if (path.equals(homes.get(family)) || !mentions(code, family, members)) {
                    return;
                }
                test.matcher(code)
                        .results()
                        .forEach(m -> out.add(name + ": " + m.group().replaceAll("\\s+", " ")));
            });
        });
        return out;
    }

    /** Whether code means this family by a member's name, which another type may have too. */
    private static boolean mentions(String code, String family, Set<String> members) {
        return Pattern.compile("\\b" + family + "\\b").matcher(code).find()
                || members.stream()
                        .anyMatch(m -> Pattern.compile("import [\\w.]+\\." + m + ";")
                                .matcher(code)
                                .find());
    }
}
