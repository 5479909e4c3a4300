package org.lather.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk cache of compiled device programs, by a hash of everything that they depend on. Files appear complete or not
 * at all. If the folder cannot be read or written, programs are compiled.
 */
final class CubinCache {
    private static final Logger LOG = LoggerFactory.getLogger(CubinCache.class);

    private final @Nullable Path folder;

    /** @param folder null for none, in which case every program is compiled */
    CubinCache(@Nullable Path folder) {
        this.folder = folder;
    }

    /** A cache in the user's cache folder, or none if the user has no home: other users can write to shared folders. */
    static CubinCache of(Map<String, String> environment, String home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (cache.isBlank() && home.isBlank()) {
            return new CubinCache(null);
        }
        Path base = cache.isBlank() ? Path.of(home, ".cache") : Path.of(cache);
        return new CubinCache(base.resolve("lather/cuda"));
    }

    /** The SHA-256 of some strings, with unambiguous boundaries between them. */
    static String key(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    byte @Nullable [] read(String key) {
        if (folder == null) {
            return null;
        }
        try {
            Path file = folder.resolve(key);
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            LOG.debug("cache of device programs {}: {}", folder, e.toString());
            return null;
        }
    }

    void write(String key, byte[] image) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, key.substring(0, 8), ".part");
            try {
                Files.write(part, image);
                Files.move(
                        part, folder.resolve(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            LOG.debug("cache of device programs {}: {}", folder, e.toString());
        }
    }

    void remove(String key) {
        if (folder == null) {
            return;
        }
        try {
            Files.deleteIfExists(folder.resolve(key));
        } catch (IOException e) {
            LOG.debug("cache of device programs {}: {}", folder, e.toString());
        }
    }
}
