package org.lather.structure.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void keepsThePermissionsOfTheFileThatItReplaces() throws IOException {
        Path target = Files.writeString(folder.resolve("a.txt"), "before");
        for (String mode : List.of("rw-------", "rw-rw-rw-", "r--r-----")) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(mode));
            AtomicFile.write(target, out -> out.write('2'));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                    .isEqualTo(mode);
        }
    }

    /**
     * Two writers of one name leave each other's temporary files alone, also where they name the folder differently.
     */
    @Test
    void foldersHaveSeveralNames() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), inner);
        try (AtomicFile first = AtomicFile.create(inner.resolve("a.txt"));
                AtomicFile second = AtomicFile.create(link.resolve("a.txt"))) {
            first.stream().write('1');
            second.stream().write('2');
            second.commit();
            first.commit();
        }
        assertThat(inner.resolve("a.txt")).hasContent("1");
        assertThat(inner).isDirectoryContaining("glob:**/a.txt");
        assertThat(inner).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path second = Files.createSymbolicLink(inner.resolve("second"), Path.of("real.txt"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("inner/second"));
        for (String text : List.of("a", "b")) {
            AtomicFile.write(link, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
            assertThat(link).isSymbolicLink();
            assertThat(second).isSymbolicLink();
            assertThat(inner.resolve("real.txt")).isRegularFile().hasContent(text);
        }
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertThatThrownBy(() -> AtomicFile.write(loop, out -> out.write('a'))).hasMessageContaining("lead nowhere");
        Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("none/file"));
        assertThatThrownBy(() -> AtomicFile.write(nowhere, out -> out.write('a')))
                .hasMessageContaining("expected an existing folder");
    }

    @Test
    void aFullDiskNamesTheFile() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full));
        assertThatThrownBy(() -> AtomicFile.write(full, out -> out.write(new byte[1 << 20])))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("/dev/full: cannot be written: No space left on device");
        assertThatThrownBy(() -> {
                    try (AtomicFile file = AtomicFile.create(full)) {
                        file.writeFully(ByteBuffer.allocate(1 << 20));
                    }
                })
                .hasMessageContaining("/dev/full: cannot be written");
    }

    /** Writes one file many times; a program that the test starts twice. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            Path target = Path.of(args[0]);
            byte[] bytes = args[1].repeat(20_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 150; i++) {
                AtomicFile.write(target, out -> out.write(bytes));
                byte[] read = Files.readAllBytes(target);
                for (byte b : read) {
                    if (b != read[0] || read.length != bytes.length) {
                        throw new IOException("mixed, or " + read.length + " bytes");
                    }
                }
            }
        }
    }

    @Test
    void twoProgramsWriteTheSameName() throws IOException, InterruptedException {
        Path target = folder.resolve("a.bin");
        List<Process> programs = new ArrayList<>();
        for (String letter : List.of("A", "B", "C")) {
            programs.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Writer.class.getName(),
                            target.toString(),
                            letter)
                    .inheritIO()
                    .start());
        }
        for (Process p : programs) {
            assertThat(p.waitFor()).isZero();
        }
        assertThat(files()).isEqualTo(1);
    }
}
