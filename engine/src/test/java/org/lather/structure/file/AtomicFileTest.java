package org.lather.structure.file;

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

    /** What a killed program left goes; what another writer holds, another name and other files stay. */
    @Test
    void abandonedFilesAreRemoved() throws IOException {
        Path target = folder.resolve("a.txt");
        Path abandoned = Files.writeString(folder.resolve(".a.txt.0123abcd.part"), "half");
        Path other = Files.writeString(folder.resolve(".b.txt.0123abcd.part"), "half");
        Path own = Files.writeString(folder.resolve(".a.txt.notes.part"), "mine");
        try (AtomicFile first = AtomicFile.create(target)) {
            assertThat(abandoned).doesNotExist();
            first.stream().write('1');
            AtomicFile.write(target, out -> out.write('2'));
            assertThat(target).hasContent("2");
            first.commit();
        }
        assertThat(target).hasContent("1");
        assertThat(other).exists();
        assertThat(own).exists();
        assertThat(files()).isEqualTo(3);
    }

    /** A writer in another program holds the lock of its file. */
    @Test
    void filesOfOtherProgramsStay() throws IOException, InterruptedException {
        Path target = folder.resolve("a.txt");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AtomicFileTest.class.getName(),
                        target.toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(writer.getInputStream().read()).isEqualTo('w');
            AtomicFile.write(target, out -> out.write('2'));
            assertThat(files()).as("the other program's file").isEqualTo(2);
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertThat(files()).as("left by the killed program").isEqualTo(2);
        AtomicFile.write(target, out -> out.write('3'));
        assertThat(files()).isEqualTo(1);
    }

    /** Begins to write the file of its argument, says so, and waits to be killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (AtomicFile file = AtomicFile.create(Path.of(arguments[0]))) {
            file.stream().write('1');
            System.out.write('w');
            System.out.flush();
            Thread.sleep(60_000);
        }
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
