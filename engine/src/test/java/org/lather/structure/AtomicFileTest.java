package org.lather.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    private long files() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.count();
        }
    }

    @Test
    void complete() throws IOException {
        Path target = folder.resolve("a.txt");
        AtomicFile.write(target, out -> {
            out.write("one".getBytes(StandardCharsets.UTF_8));
            out.close();
            assertThat(target).doesNotExist();
        });
        assertThat(target).hasContent("one");
        AtomicFile.write(target, out -> out.write('2'));
        assertThat(target).hasContent("2");
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void failure() throws IOException {
        Path target = Files.writeString(folder.resolve("a.txt"), "before");
        assertThatThrownBy(() -> AtomicFile.write(target, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThatThrownBy(() -> AtomicFile.write(target, out -> {
                    throw new IllegalStateException("a fault of the caller");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(target).hasContent("before");
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void notInOrder() throws IOException {
        Path target = folder.resolve("a.bin");
        try (AtomicFile file = AtomicFile.create(target)) {
            file.channel().write(ByteBuffer.wrap(new byte[] {2}), 1);
            file.channel().write(ByteBuffer.wrap(new byte[] {1}), 0);
            file.commit();
        }
        assertThat(target).hasBinaryContent(new byte[] {1, 2});
    }

    @Test
    void refusals() {
        assertThatThrownBy(() -> AtomicFile.create(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + ": expected a file to write, found a directory");
        Path target = folder.resolve("none/a.txt");
        assertThatThrownBy(() -> AtomicFile.create(target))
                .isInstanceOf(IOException.class)
                .hasMessage(target + ": expected an existing folder, found none");
    }

    @Test
    void linksStay() throws IOException {
        Path target = Files.writeString(folder.resolve("a.txt"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        AtomicFile.write(link, out -> out.write('x'));
        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("x");
    }
}
