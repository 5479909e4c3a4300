package org.lather.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk cache of answers of the drivers. If the folder cannot be read or written, or a file is damaged, drivers are
 * queried again. Files appear complete or not at all.
 */
final class KeptAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAnswers.class);
    private static final String VERSION = "answer of OpenCL drivers, 1\n";

    /** Lifetime of an answer without a device, which may have a reason that no file shows. */
    private static final Duration SHORT = Duration.ofHours(1);

    private static final Duration LONG = Duration.ofDays(30);

    private final Path folder;

    KeptAnswers(Path folder) {
        this.folder = folder;
    }

    /**
     * A cache in the user's cache folder.
     *
     * @param home the user's home folder
     */
    static KeptAnswers of(Map<String, String> environment, String home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isBlank() ? Path.of(home, ".cache") : Path.of(cache);
        return new KeptAnswers(base.resolve("lather/opencl"));
    }

    private Path file(String key) {
        return folder.resolve(String.format("%08x", key.hashCode()));
    }

    /** @param key everything on which the answer depends; the result is null if no answer is cached */
    @Nullable
    Answer read(String key) {
        Path file = file(key);
        try {
            if (!Files.isRegularFile(file)) {
                return null;
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String head = VERSION + key;
            Answer answer = text.startsWith(head) ? Answer.parse(text.substring(head.length())) : null;
            boolean valid =
                    answer != null && age(file).compareTo(answer.devices().isEmpty() ? SHORT : LONG) < 0;
            return valid ? answer : null;
        } catch (IOException e) {
            LOG.debug("kept answers of OpenCL drivers {}: {}", folder, e.toString());
            return null;
        }
    }

    private static Duration age(Path file) throws IOException {
        return Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now());
    }

    void write(String key, Answer answer) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "answer", ".part");
            try {
                Files.writeString(part, VERSION + key + answer.text(), StandardCharsets.UTF_8);
                Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
            removeOld();
        } catch (IOException e) {
            LOG.debug("kept answers of OpenCL drivers {}: {}", folder, e.toString());
        }
    }

    void remove(String key) {
        try {
            Files.deleteIfExists(file(key));
        } catch (IOException e) {
            LOG.debug("kept answers of OpenCL drivers {}: {}", folder, e.toString());
        }
    }

    private void removeOld() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (age(file).compareTo(LONG) > 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
