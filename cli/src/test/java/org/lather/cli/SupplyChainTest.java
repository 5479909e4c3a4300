package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Libraries are the ones that were looked at: the file {@code .mvn/dependencies.sha256} has their checksums, which
 * {@code -Dlather.refresh} writes anew, and {@code THIRD-PARTY} their licences.
 */
class SupplyChainTest {
    private static final Path CHECKSUMS = CommandRun.root().resolve(".mvn/dependencies.sha256");

    private static final Pattern NOTICE = Pattern.compile("(?m)^  (\\S+) +([0-9]\\S*) +(\\S+) +(http\\S+)$");

    /** The archives of libraries on the class path of this test, which has all that is shipped. */
    private static List<Path> libraries() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(f -> f.replace(File.separatorChar, '/').contains("/repository/") && f.endsWith(".jar"))
                .filter(f -> !f.replace(File.separatorChar, '/').contains("/repository/org/lather/"))
                .map(Path::of)
                .toList();
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void librariesHaveTheirChecksums() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Path p : libraries()) {
            found.put(String.valueOf(p.getFileName()), sha256(p));
        }
        assertThat(found).containsKey("picocli-4.7.7.jar");
        if (Boolean.parseBoolean(System.getProperty("lather.refresh", "false"))
                || "".equals(System.getProperty("lather.refresh"))) {
            Files.writeString(
                    CHECKSUMS,
                    found.entrySet().stream()
                            .map(e -> e.getValue() + "  " + e.getKey() + "\n")
                            .collect(Collectors.joining()));
        }
        Map<String, String> expected = new TreeMap<>();
        Files.readAllLines(CHECKSUMS).forEach(line -> expected.put(line.substring(66), line.substring(0, 64)));
        assertThat(expected).isEqualTo(found);
    }

    @Test
    void theWrapperOfMavenHasAChecksum() throws IOException {
        Properties wrapper = new Properties();
        try (var in = Files.newInputStream(CommandRun.root().resolve(".mvn/wrapper/maven-wrapper.properties"))) {
            wrapper.load(in);
        }
        assertThat(wrapper.getProperty("distributionSha256Sum")).matches("[0-9a-f]{64}");
    }

    /** NoticeTest compares the rows of the notice with the class path. */
    @Test
    void licencesOfAllThatIsShippedAreThere() throws IOException {
        String text = Files.readString(CommandRun.root().resolve("THIRD-PARTY"));
        List<String> sections = NOTICE.matcher(
                        Files.readString(CommandRun.root().resolve("NOTICE")))
                .results()
                .map(m -> m.group(1) + " " + m.group(2) + "\n" + m.group(4) + "\nLicence: " + m.group(3) + "\n")
                .toList();
        assertThat(sections).hasSizeGreaterThan(10).allMatch(text::contains);
        assertThat(text.split("(?m)^={100}$", -1)).hasSize(sections.size() + 1);
        for (String assembly : List.of("archive", "bundle")) {
            assertThat(CommandRun.root().resolve("src/assembly/" + assembly + ".xml"))
                    .content()
                    .contains("<include>THIRD-PARTY</include>");
        }
    }
}
