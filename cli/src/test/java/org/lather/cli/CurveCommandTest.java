package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveCommandTest {
    @TempDir
    Path folder;

    /** A folder that is empty is removed; that it cannot be does not hide why the curve failed. */
    @Test
    void theFirstFailureIsReported() throws IOException {
        Path output = Files.createDirectory(folder.resolve("curve"));
        RuntimeException reason = new IllegalStateException("the first failure");
        Path file = Files.writeString(output.resolve("curve.csv"), "");
        CurveCommand.removeEmpty(output, reason);
        assertThat(file).exists();
        Files.delete(file);
        CurveCommand.removeEmpty(output, reason);
        assertThat(output).doesNotExist();
        assertThat(reason.getSuppressed()).isEmpty();
        CurveCommand.removeEmpty(output, reason);
        assertThat(reason.getSuppressed()).singleElement().isInstanceOf(NoSuchFileException.class);
    }
}
