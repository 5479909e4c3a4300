package org.lather.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which driver is loaded: that of the dynamic linker, and one in other folders only where it finds none. */
class DriverFilesTest {
    @TempDir
    private Path root;

    private Path container;

    @BeforeEach
    void aDriverInTheFolderOfContainers() throws IOException {
        container = file("usr/local/nvidia/lib64/libcuda.so.1");
    }

    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private void cache(String path) throws IOException {
        Files.writeString(file("etc/ld.so.cache"), "glibc-ld.so.cache1.1\0libcuda.so.1\0" + path + "\0libz.so\0");
    }

    @Test
    void otherFoldersServeWhereTheLinkerFindsNone() throws IOException {
        assertThat(DriverFiles.unregistered(Map.of(), root)).containsExactly(container);
        Path wsl = file("usr/lib/wsl/lib/libcuda.so.1");
        assertThat(DriverFiles.unregistered(Map.of("LD_LIBRARY_PATH", root + "/nowhere:"), root))
                .containsExactly(container, wsl);
        cache("/usr/lib/x86_64-linux-gnu/libcuda.so.1");
        assertThat(DriverFiles.unregistered(Map.of(), root))
                .as("an entry whose file is gone")
                .containsExactly(container, wsl);
    }

    @Test
    void theLinkersCacheComesFirst() throws IOException {
        file("usr/lib/x86_64-linux-gnu/libcuda.so.1");
        assertThat(DriverFiles.unregistered(Map.of(), root)).containsExactly(container);
        cache("/usr/lib/x86_64-linux-gnu/libcuda.so.1");
        assertThat(DriverFiles.unregistered(Map.of(), root)).isEmpty();
    }

    @Test
    void theLinkersFoldersComeFirst() throws IOException {
        file("usr/lib64/libcuda.so.1");
        assertThat(DriverFiles.unregistered(Map.of(), root)).isEmpty();
    }

    @Test
    void compatibilityLibrariesOfTheUserComeFirst() throws IOException {
        Path compatible = file("usr/local/cuda/compat/libcuda.so.1");
        assertThat(DriverFiles.unregistered(Map.of("LD_LIBRARY_PATH", "/nowhere:" + compatible.getParent()), root))
                .isEmpty();
    }

    @Test
    void nothingIsLoadedWhereThereIsNoDriver() throws IOException {
        Files.delete(container);
        assertThat(DriverFiles.unregistered(Map.of(), root)).isEmpty();
    }
}
