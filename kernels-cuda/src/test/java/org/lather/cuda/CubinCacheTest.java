package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CubinCacheTest {
    @TempDir
    private Path folder;

    @Test
    void keepsWhatItIsGiven() throws IOException {
        CubinCache cache = CubinCache.of(Map.of("XDG_CACHE_HOME", folder.toString()), "/nowhere");
        String key = CubinCache.key("source", "sm_90", "12.6");
        assertThat(cache.read(key)).isNull();
        cache.write(key, new byte[] {1, 2, 3});
        cache.write(key, new byte[] {4, 5});
        assertThat(CubinCache.of(Map.of(), folder + "/x").read(key)).isNull();
        assertThat(cache.read(key)).containsExactly(4, 5);
        try (Stream<Path> files = Files.list(folder.resolve("lather/cuda"))) {
            assertThat(files).as("no parts of files").containsExactly(folder.resolve("lather/cuda/" + key));
        }
        cache.remove(key);
        assertThat(cache.read(key)).isNull();
    }

    @Test
    void thereIsNoneWithoutAFolderOfTheUser() throws IOException {
        CubinCache cache = CubinCache.of(Map.of("XDG_CACHE_HOME", " "), "");
        cache.write("0123456789", new byte[1]);
        assertThat(cache.read("0123456789")).isNull();
        cache.remove("0123456789");
        assertThat(Path.of(System.getProperty("java.io.tmpdir"), "lather-cuda-cache"))
                .doesNotExist();
    }

    @Test
    void everyPartCounts() {
        assertThat(List.of(
                        CubinCache.key("a", "bc"),
                        CubinCache.key("ab", "c"),
                        CubinCache.key("a", "bc", ""),
                        CubinCache.key("a", "bd"),
                        CubinCache.key("b", "bc")))
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[0-9a-f]{64}"));
        // sha256sum of "1:a2:bc"
        assertThat(CubinCache.key("a", "bc"))
                .isEqualTo("5310a58788781ab25d5ad7c3f85035824b4eb7bdfa394e0ac2186271472b5492");
    }

    @Test
    void aFolderThatCannotBeWrittenOnlyCostsTime() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        CubinCache cache = new CubinCache(file.resolve("below"));
        cache.write("0123456789", new byte[1]);
        assertThat(cache.read("0123456789")).isNull();
        cache.remove("0123456789");
    }
}
