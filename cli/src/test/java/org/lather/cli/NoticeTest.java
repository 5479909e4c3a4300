package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file NOTICE names each library of the distribution, with its version and licence. */
class NoticeTest {
    private static final Pattern ROW = Pattern.compile("(?m)^  (\\S+) +([0-9]\\S*) +(\\S+) +http\\S+$");

    /** An archive of the local repository: folder of the group, artifact, version. */
    private static final Pattern ARCHIVE = Pattern.compile(".*/repository/(.+)/([^/]+)/([^/]+)/\\2-\\3[^/]*\\.jar");

    /** Groups of libraries that only tests use. */
    private static final Pattern OF_TESTS = Pattern.compile(
            "org/(junit|assertj|opentest4j|apiguardian|lather)(/.*)?|net/bytebuddy|com/(tngtech|networknt|ethlo)/.*");

    private static final Pattern PARENT = Pattern.compile("(?s)<parent>.*?</parent>");
    private static final Pattern LICENCE = Pattern.compile("(?s)<license>.*?<name>\\s*(.*?)\\s*</name>");

    private static String notice() throws IOException {
        return Files.readString(CommandRun.root().resolve("NOTICE"));
    }

    /** The libraries on the class path of this test by their names. */
    private static Map<String, MatchResult> libraries() {
        Map<String, MatchResult> out = new TreeMap<>();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String file : path.split(File.pathSeparator, -1)) {
            Matcher m = ARCHIVE.matcher(file.replace(File.separatorChar, '/'));
            if (m.matches() && !OF_TESTS.matcher(m.group(1)).matches()) {
                out.put(m.group(2), m.toMatchResult());
            }
        }
        return out;
    }

    @Test
    void namesEachLibraryAndItsVersion() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        libraries().forEach((name, m) -> expected.put(name, m.group(3)));
        Map<String, String> listed = new TreeMap<>();
        ROW.matcher(notice()).results().forEach(row -> listed.put(row.group(1), row.group(2)));
        assertThat(listed).isEqualTo(expected).containsKey("picocli");
    }

    @Test
    void namesTheLicencesThatTheLibrariesDeclare() throws IOException {
        Map<String, MatchResult> libraries = libraries();
        for (MatchResult row : ROW.matcher(notice()).results().toList()) {
            MatchResult m = Objects.requireNonNull(libraries.get(row.group(1)), row.group(1));
            Path description = Path.of(m.group()).resolveSibling(m.group(2) + "-" + m.group(3) + ".pom");
            assertThat(identifier(licence(description))).as(row.group(1)).isEqualTo(row.group(3));
        }
    }

    /** The licence in a project's description or in the nearest of its parents that has one. */
    private static String licence(Path description) throws IOException {
        String text = Files.readString(description);
        Matcher licence = LICENCE.matcher(text);
        if (licence.find()) {
            return licence.group(1);
        }
        Matcher parent = PARENT.matcher(text);
        assertThat(parent.find()).as("a licence or a parent in " + description).isTrue();
        String group = element(parent.group(), "groupId");
        String artifact = element(parent.group(), "artifactId");
        String version = element(parent.group(), "version");
        String repository = description.toString().replaceFirst("(.*/repository)/.*", "$1");
        return licence(
                Path.of(repository, group.replace('.', '/'), artifact, version, artifact + "-" + version + ".pom"));
    }

    private static String element(String text, String name) {
        Matcher m =
                Pattern.compile("<" + name + ">\\s*(.*?)\\s*</" + name + ">").matcher(text);
        assertThat(m.find()).as(name).isTrue();
        return m.group(1);
    }

    /** The identifier of SPDX of a licence. */
    private static String identifier(String licence) {
        return licence.matches("(?i)(the )?apache (software )?license, version 2\\.0") ? "Apache-2.0" : licence;
    }
}
